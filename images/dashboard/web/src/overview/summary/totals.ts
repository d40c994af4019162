import type { NodeObject, PodRow } from "../../api/objects";
import { type Requests, requested } from "../nodes/byNode";
import { type Counts, countTones } from "../nodes/health";
import { allocatable, nodeState } from "../nodes/nodeState";

export interface Totals {
  nodes: number;
  readyNodes: number;
  pods: number;
  running: number;
  tones: Counts;
  allocatable: Requests;
  requested: Requests;
}

export function totals(nodes: NodeObject[], pods: PodRow[]): Totals {
  const has: Requests = { cpu: 0, memory: 0, gpu: 0 };
  for (const node of nodes) {
    const own = allocatable(node);
    has.cpu += own.cpu;
    has.memory += own.memory;
    has.gpu += own.gpu;
  }
  return {
    nodes: nodes.length,
    readyNodes: nodes.filter((node) => nodeState(node).key !== "notReady").length,
    // Pods of Jobs that are done are not missing.
    pods: pods.filter(({ phase }) => phase !== "Succeeded").length,
    running: pods.filter(({ phase }) => phase === "Running").length,
    tones: countTones(pods),
    allocatable: has,
    requested: requested(pods.filter(({ node }) => node)),
  };
}

/** Points of a curve in a box, for SVG's polyline; it grows in from the right. */
export function curve(values: number[], width: number, height: number, slots = values.length): string {
  const top = Math.max(...values) * 1.15 || 1;
  const step = width / Math.max(1, slots - 1);
  const start = width - step * (values.length - 1);
  return values
    .map((value, at) => `${(start + at * step).toFixed(1)},${(height - (value / top) * height).toFixed(1)}`)
    .join(" ");
}
