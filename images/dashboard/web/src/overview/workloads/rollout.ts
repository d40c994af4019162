/** How far Deployments, StatefulSets, DaemonSets and Jobs are. */
import type { Workload } from "../../api/objects";
import type { Tone } from "../../ui/Status";
import type { JobObject } from "../diagnosis/cluster";
import { condition } from "../diagnosis/nodes";

export interface Rollout {
  state: "complete" | "rollingOut" | "waiting" | "failing" | "paused" | "none" | "running" | "done" | "suspended";
  tone: Tone;
  ready: number;
  wanted: number;
  /** Of the newest template. */
  updated: number;
}

export type WorkloadKind = "Deployment" | "StatefulSet" | "DaemonSet";

export function rollout(kind: WorkloadKind, { spec, status = {}, metadata }: Workload): Rollout {
  const isDaemon = kind === "DaemonSet";
  const wanted = isDaemon ? (status.desiredNumberScheduled ?? 0) : (spec.replicas ?? 1);
  const ready = (isDaemon ? status.numberReady : status.readyReplicas) ?? 0;
  const updated = (isDaemon ? status.updatedNumberScheduled : status.updatedReplicas) ?? 0;
  const total = isDaemon ? wanted : (status.replicas ?? 0);
  const seen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const result = (state: Rollout["state"], tone: Tone): Rollout => ({ state, tone, ready, wanted, updated });
  if (hasFailed(status)) return result("failing", "bad");
  if (spec.paused) return result("paused", "idle");
  if (!seen || updated < wanted || total > wanted) return result("rollingOut", "warn");
  if (wanted === 0) return result("none", "idle");
  return ready >= wanted ? result("complete", "good") : result("waiting", "warn");
}

const hasFailed = ({ conditions }: NonNullable<Workload["status"]>) =>
  condition(conditions, "Progressing")?.reason === "ProgressDeadlineExceeded" ||
  condition(conditions, "ReplicaFailure")?.status === "True";

export function jobRollout({ spec, status = {} }: JobObject): Rollout {
  const wanted = spec.completions ?? 1;
  const ready = status.succeeded ?? 0;
  const result = (state: Rollout["state"], tone: Tone): Rollout => ({ state, tone, ready, wanted, updated: ready });
  if (condition(status.conditions, "Failed")?.status === "True") return result("failing", "bad");
  if (condition(status.conditions, "Complete")?.status === "True") return result("done", "idle");
  if (spec.suspend) return result("suspended", "idle");
  return result("running", "good");
}

/** Where the cluster's own parts live. */
export const isSystem = (namespace: string) =>
  /^(kube-.*|projectcontour|monitoring|logging|dashboard|devcluster-.*)$/.test(namespace);
