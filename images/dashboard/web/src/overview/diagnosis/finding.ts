import type { ObjectRef } from "../../api/owner";
import type { Values } from "../../i18n/fill";

/** What can be wrong; each has a title and a reason in words.ts. */
export type Problem =
  | "imageUnknown"
  | "imageLocal"
  | "imageDenied"
  | "imageUnreachable"
  | "imageNeverPull"
  | "imageName"
  | "crash"
  | "ended"
  | "noCommand"
  | "outOfMemory"
  | "configMissing"
  | "volumeMissing"
  | "sandbox"
  | "probe"
  | "unready"
  | "containerFails"
  | "evicted"
  | "noCpu"
  | "noMemory"
  | "noGpu"
  | "noResource"
  | "tooManyPods"
  | "tooLarge"
  | "taints"
  | "selector"
  | "affinity"
  | "hostPort"
  | "volume"
  | "cordoned"
  | "unschedulable"
  | "nodeDown"
  | "simulatedDown"
  | "nodePressure"
  | "nodeNetwork"
  | "rollout"
  | "quota"
  | "podSecurity"
  | "cannotCreate"
  | "jobFailed"
  | "claimPending"
  | "serviceEmpty"
  | "serviceUnready"
  | "noMetrics";

export interface Finding {
  /** The same for the same problem as time goes on. */
  id: string;
  severity: "bad" | "warn";
  problem: Problem;
  object: ObjectRef;
  values: Values;
  /** The line that mends it or shows more. */
  command: string;
  /** What the cluster itself says. */
  message: string | null;
  /** Milliseconds; null where nothing says when it began. */
  since: number | null;
  /** Names of the pods that have it. */
  pods: string[];
}

/** The bad ones first, what is newest first among equals. */
export function inOrder(findings: Finding[]): Finding[] {
  const rank = ({ severity }: Finding) => (severity === "bad" ? 0 : 1);
  return findings.toSorted(
    (one, other) => rank(one) - rank(other) || (other.since ?? 0) - (one.since ?? 0) || one.id.localeCompare(other.id),
  );
}

export const moment = (time: string | null | undefined): number | null => (time ? Date.parse(time) : null);
