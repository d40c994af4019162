/** Which workload a pod belongs to, without asking for the ReplicaSets in between. */
import type { PodRow } from "./objects";

export interface ObjectRef {
  group: string;
  version: string;
  plural: string;
  kind: string;
  namespace: string | null;
  name: string;
}

const KINDS: Record<string, Pick<ObjectRef, "group" | "version" | "plural">> = {
  Deployment: { group: "apps", version: "v1", plural: "deployments" },
  ReplicaSet: { group: "apps", version: "v1", plural: "replicasets" },
  StatefulSet: { group: "apps", version: "v1", plural: "statefulsets" },
  DaemonSet: { group: "apps", version: "v1", plural: "daemonsets" },
  Job: { group: "batch", version: "v1", plural: "jobs" },
  CronJob: { group: "batch", version: "v1", plural: "cronjobs" },
  HorizontalPodAutoscaler: { group: "autoscaling", version: "v2", plural: "horizontalpodautoscalers" },
  Pod: { group: "", version: "v1", plural: "pods" },
  Node: { group: "", version: "v1", plural: "nodes" },
  Service: { group: "", version: "v1", plural: "services" },
  PersistentVolumeClaim: { group: "", version: "v1", plural: "persistentvolumeclaims" },
  Ingress: { group: "networking.k8s.io", version: "v1", plural: "ingresses" },
  NetworkPolicy: { group: "networking.k8s.io", version: "v1", plural: "networkpolicies" },
  HTTPRoute: { group: "gateway.networking.k8s.io", version: "v1", plural: "httproutes" },
  Gateway: { group: "gateway.networking.k8s.io", version: "v1", plural: "gateways" },
};

/** An object of a kind that every cluster has; null for other kinds. */
export function builtIn(kind: string, namespace: string | null, name: string): ObjectRef | null {
  const known = KINDS[kind];
  return known ? { ...known, kind, namespace, name } : null;
}

/** The same, for kinds that are known when the code is written. */
export function refTo(kind: keyof typeof KINDS & string, namespace: string | null, name: string): ObjectRef {
  return builtIn(kind, namespace, name) ?? { ...KINDS.Pod!, kind, namespace, name };
}

const HASH = "pod-template-hash";

/** A Deployment rather than its ReplicaSet; the pod itself where nothing that runs pods owns it. */
export function workloadOf(pod: Pick<PodRow, "namespace" | "name" | "owner" | "labels">): ObjectRef {
  const { owner, namespace, labels } = pod;
  const itself = refTo("Pod", namespace, pod.name);
  if (!owner || owner.kind === "Node") return itself;
  const ending = `-${labels[HASH]}`;
  if (owner.kind === "ReplicaSet" && labels[HASH] && owner.name.endsWith(ending)) {
    return refTo("Deployment", namespace, owner.name.slice(0, -ending.length));
  }
  return builtIn(owner.kind, namespace, owner.name) ?? itself;
}

/** One text for one object. */
export const refKey = ({ kind, namespace, name }: Pick<ObjectRef, "kind" | "namespace" | "name">) =>
  `${kind}/${namespace ?? ""}/${name}`;
