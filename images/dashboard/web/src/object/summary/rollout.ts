import type { Workload } from "../../api/objects";

export interface Rollout {
  wanted: number;
  updated: number;
  ready: number;
  available: number;
  isPaused: boolean;
  /** Nothing is left to be done. */
  isSteady: boolean;
}

/** How far a workload is; DaemonSets count otherwise, and ReplicaSets have no updates. */
export function rolloutOf({ metadata, spec, status = {}, kind }: Workload): Rollout {
  const isDaemonSet = status.desiredNumberScheduled !== undefined;
  const wanted = isDaemonSet ? status.desiredNumberScheduled! : (spec.replicas ?? 1);
  const ready = (isDaemonSet ? status.numberReady : status.readyReplicas) ?? 0;
  const { numberAvailable } = status as { numberAvailable?: number };
  const available = (isDaemonSet ? numberAvailable : status.availableReplicas) ?? 0;
  const hasUpdates = kind !== "ReplicaSet" && "updatedReplicas" in status;
  const updated = isDaemonSet
    ? (status.updatedNumberScheduled ?? 0)
    : hasUpdates
      ? (status.updatedReplicas ?? 0)
      : (status.replicas ?? 0);
  const isSeen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const total = isDaemonSet ? wanted : (status.replicas ?? 0);
  const isSteady = isSeen && updated >= wanted && ready >= wanted && total <= wanted;
  return { wanted, updated, ready, available, isPaused: spec.paused ?? false, isSteady };
}
