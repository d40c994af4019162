/** Which colour a state in a word has. */
import type { Tone } from "../ui/Status";

const GOOD =
  /^(Running|Ready|Active|Bound|Available|Complete|Completed|Succeeded|Established|True|Healthy|Programmed|Normal)$/;
const WARN =
  /^(Pending|ContainerCreating|PodInitializing|Init:\d+\/\d+|Terminating|Waiting|Progressing|SchedulingGated|Released|Unknown|NotReady|Suspended|Warning|Ready,SchedulingDisabled)$/;
const BAD = /(BackOff|Err|Error|Fail|Evicted|OOM|Invalid|Lost|NotReady|Unschedulable|DeadlineExceeded|NodeAffinity)/i;
const OVER = /^(Completed|Complete|Succeeded|Terminated)$/;

export function toneOf(status: string): Tone {
  if (OVER.test(status)) return "idle";
  if (GOOD.test(status)) return "good";
  if (WARN.test(status)) return "warn";
  return BAD.test(status) ? "bad" : "idle";
}

/** A pod that runs but is not ready is no good news. */
export function podTone({ status, ready, containers }: { status: string; ready: number; containers: number }): Tone {
  return status === "Running" && ready < containers ? "warn" : toneOf(status);
}
