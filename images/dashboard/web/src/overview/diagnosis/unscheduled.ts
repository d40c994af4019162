import type { NodeObject, PodRow } from "../../api/objects";
import { quantity } from "../../i18n/moment";
import type { Problem } from "./finding";
import type { PodTrouble } from "./pods";
import { scheduling } from "./scheduling";

const COMMANDS: Partial<Record<Problem, string>> = {
  noCpu: "devcluster node add",
  noMemory: "devcluster node add",
  noGpu: "devcluster node add --gpus 1",
  tooManyPods: "devcluster node add",
  selector: "kubectl get nodes --show-labels",
  taints: "kubectl get nodes -o custom-columns=NAME:.metadata.name,TAINTS:.spec.taints",
};

/** Why a pod has no node, and what would give it one. */
export function unscheduled(pod: PodRow, message: string | null, nodes: NodeObject[]): PodTrouble[] {
  const { total, obstacles } = scheduling(message);
  const describe = `kubectl describe pod ${pod.name} -n ${pod.namespace}`;
  const [first] = obstacles;
  if (!first) return [{ problem: "unschedulable", command: describe, message }];
  const values = {
    nodes: first.nodes || total,
    total,
    detail: first.detail || (first.problem === "noGpu" ? "nvidia.com/gpu" : "–"),
    gpus: pod.requests.gpu || 1,
  };
  if (first.problem === "noCpu" || first.problem === "noMemory") {
    const resource = first.problem === "noCpu" ? "cpu" : "memory";
    const largest = Math.max(0, ...nodes.map(({ status }) => quantity(status.allocatable?.[resource])));
    // One more node of the same size would not help.
    if (largest > 0 && pod.requests[resource] > largest) {
      return [{ problem: "tooLarge", values: { ...values, detail: resource }, command: describe, message }];
    }
  }
  if (first.problem === "noGpu" && pod.requests.gpu > 1) {
    return [{ problem: "noGpu", values, command: `devcluster node add --gpus ${pod.requests.gpu}`, message }];
  }
  return [{ problem: first.problem, values, command: commandFor(first.problem, pod, nodes) ?? describe, message }];
}

function commandFor(problem: Problem, pod: PodRow, nodes: NodeObject[]): string | undefined {
  if (problem === "volume") return `kubectl describe pvc -n ${pod.namespace}`;
  if (problem !== "cordoned") return COMMANDS[problem];
  const cordoned = nodes.find(({ spec }) => spec.unschedulable);
  return cordoned && `kubectl uncordon ${cordoned.metadata.name}`;
}
