/** Pods by their node, so that a node whose pods are the same keeps the same list. */
import type { PodRow } from "../../api/objects";

/** Pods that no node has. */
export const NOWHERE = "";

export type ByNode = Map<string, PodRow[]>;

/** Ended pods of Jobs take no room and are nobody's concern on a node's card; all else is. */
export function byNode(pods: PodRow[], before: ByNode): ByNode {
  const groups: ByNode = new Map();
  for (const pod of pods) {
    const node = pod.node ?? NOWHERE;
    const group = groups.get(node);
    if (group) group.push(pod);
    else groups.set(node, [pod]);
  }
  for (const [node, group] of groups) {
    const known = before.get(node);
    if (known && isSame(known, group)) groups.set(node, known);
  }
  return groups;
}

/** Rows are made anew when they change: identity tells. */
const isSame = <T>(one: T[], other: T[]) =>
  one.length === other.length && one.every((item, index) => item === other[index]);

export interface Requests {
  cpu: number;
  memory: number;
  gpu: number;
}

/** What pods have asked for; ended ones no longer do. */
export function requested(pods: PodRow[]): Requests {
  const sum: Requests = { cpu: 0, memory: 0, gpu: 0 };
  for (const { phase, requests } of pods) {
    if (phase === "Succeeded" || phase === "Failed") continue;
    sum.cpu += requests.cpu;
    sum.memory += requests.memory;
    sum.gpu += requests.gpu;
  }
  return sum;
}
