import type { PodRow } from "../../api/objects";
import type { Tone } from "../../ui/Status";

/** A pod's state at a glance: well, on its way, in trouble, at its end. */
export function podTone(pod: PodRow): Tone {
  if (pod.phase === "Succeeded" || pod.status === "Completed") return "idle";
  if (pod.phase === "Failed" || pod.trouble.some(({ reason }) => isFailure(reason))) return "bad";
  if (pod.deleting || pod.phase !== "Running" || pod.ready < pod.containers) return "warn";
  return "good";
}

const isFailure = (reason: string) =>
  !["Unready", "ContainerCreating", "PodInitializing", "Completed"].includes(reason);

export type Counts = Record<Tone, number>;

export function countTones(pods: PodRow[]): Counts {
  const counts: Counts = { good: 0, warn: 0, bad: 0, idle: 0 };
  for (const pod of pods) counts[podTone(pod)]++;
  return counts;
}
