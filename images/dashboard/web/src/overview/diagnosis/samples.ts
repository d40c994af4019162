/** Objects for the tests. */
import type { EventObject, NodeObject, PodRow, Workload } from "../../api/objects";
import type { ClaimObject, Cluster, JobObject, ServiceObject } from "./cluster";

export const NOW = Date.parse("2026-01-01T12:00:00Z");
export const ago = (seconds: number) => new Date(NOW - seconds * 1000).toISOString();

const metadata = (name: string, namespace?: string) => ({
  name,
  namespace,
  uid: `uid-${name}`,
  creationTimestamp: ago(3600),
  resourceVersion: "1",
});

export function pod(name: string, changed: Partial<PodRow> = {}): PodRow {
  return {
    uid: `uid-${name}`,
    namespace: "shop",
    name,
    created: ago(300),
    node: "worker-1",
    ip: "10.244.1.2",
    phase: "Running",
    status: "Running",
    ready: 1,
    containers: 1,
    restarts: 0,
    deleting: false,
    owner: null,
    labels: {},
    requests: { cpu: 0, memory: 0, gpu: 0 },
    names: ["app"],
    trouble: [],
    ...changed,
  };
}

/** A pod of the Deployment `web`. */
export const webPod = (name: string, changed: Partial<PodRow> = {}) =>
  pod(name, {
    owner: { kind: "ReplicaSet", name: "web-5d4f9c", uid: "rs" },
    labels: { app: "web", "pod-template-hash": "5d4f9c" },
    ...changed,
  });

export const trouble = (reason: string, changed: Partial<PodRow["trouble"][number]> = {}) => ({
  container: "app",
  reason,
  message: null,
  exitCode: null,
  restarts: 0,
  ...changed,
});

export function event(reason: string, kind: string, name: string, message: string, seconds = 60): EventObject {
  return {
    metadata: metadata(`${name}.${reason}`, "shop"),
    type: "Warning",
    reason,
    message,
    lastTimestamp: ago(seconds),
    involvedObject: { kind, name, namespace: "shop", uid: `uid-${name}` },
  };
}

export function node(name: string, ready: "True" | "False" | "Unknown" = "True"): NodeObject {
  return {
    metadata: metadata(name),
    spec: {},
    status: {
      allocatable: { cpu: "2", memory: "4Gi" },
      conditions: [{ type: "Ready", status: ready, reason: "KubeletReady", lastTransitionTime: ago(120) }],
    },
  };
}

export const deployment = (name: string, status: Workload["status"]): Workload => ({
  metadata: metadata(name, "shop"),
  spec: { replicas: 2 },
  status,
});

export const job = (name: string, status: JobObject["status"]): JobObject => ({
  metadata: metadata(name, "shop"),
  spec: {},
  status,
});

export const claim = (name: string, phase: "Pending" | "Bound" | "Lost"): ClaimObject => ({
  metadata: metadata(name, "shop"),
  spec: { storageClassName: "fast" },
  status: { phase },
});

export const service = (name: string, selector?: Record<string, string>): ServiceObject => ({
  metadata: metadata(name, "shop"),
  spec: { selector },
});

export const cluster = (changed: Partial<Cluster>): Cluster => ({
  pods: [],
  nodes: [],
  deployments: [],
  jobs: [],
  events: [],
  claims: [],
  services: [],
  now: NOW,
  ...changed,
});
