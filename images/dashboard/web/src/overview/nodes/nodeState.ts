import type { NodeObject } from "../../api/objects";
import { quantity } from "../../i18n/moment";
import type { Tone } from "../../ui/Status";
import { condition, isSimulated } from "../diagnosis/nodes";
import type { Requests } from "./byNode";

export type Role = "controlPlane" | "worker" | "simulated";

export function roleOf(node: NodeObject): Role {
  if (isSimulated(node)) return "simulated";
  return node.metadata.labels?.["node-role.kubernetes.io/control-plane"] === undefined ? "worker" : "controlPlane";
}

export interface NodeState {
  key: "ready" | "notReady" | "cordoned" | "pressure";
  tone: Tone;
  /** In the cluster's own words. */
  reason: string | null;
}

export function nodeState({ spec, status }: NodeObject): NodeState {
  const ready = condition(status.conditions, "Ready");
  if (ready?.status !== "True")
    return { key: "notReady", tone: "bad", reason: ready?.message || ready?.reason || null };
  const pressure = status.conditions?.find(({ type, status }) => type.endsWith("Pressure") && status === "True");
  if (pressure) return { key: "pressure", tone: "warn", reason: pressure.type };
  if (spec.unschedulable) return { key: "cordoned", tone: "warn", reason: null };
  return { key: "ready", tone: "good", reason: null };
}

export const allocatable = ({ status: { allocatable: has } }: NodeObject): Requests => ({
  cpu: quantity(has?.cpu),
  memory: quantity(has?.memory),
  gpu: quantity(has?.["nvidia.com/gpu"]),
});

/** Control planes first, simulated nodes last, else by name as people count: worker-2 before worker-10. */
export function inOrder(nodes: NodeObject[]): NodeObject[] {
  const rank: Record<Role, number> = { controlPlane: 0, worker: 1, simulated: 2 };
  return nodes.toSorted(
    (one, other) =>
      rank[roleOf(one)] - rank[roleOf(other)] ||
      one.metadata.name.localeCompare(other.metadata.name, "en", { numeric: true }),
  );
}
