/** All that reaches a workload, or that it reaches. */
import { groupBy } from "../../api/group";
import type { End } from "./endpoint";
import type { Direction, NetworkPolicy } from "./policy";
import { written } from "./ports";
import { type Level, type Reach, level, reach } from "./reach";
import type { Workload } from "./workloads";

export interface Line {
  /** null for the outside. */
  workload: Workload | null;
  level: Level;
  /** In writing; null for all. */
  ports: string | null;
  /** What allows it, or what keeps it out; none where no policy has a say. */
  policies: NetworkPolicy[];
}

const OUTSIDE: End = { kind: "outside", address: null };

/** `inward`: who reaches it. Several workloads of the same line are apart still. */
export function lines(own: Workload, others: Workload[], policies: NetworkPolicy[], inward: boolean): Line[] {
  const ends = [null, ...others.filter(({ id }) => id !== own.id)];
  return ends.map((workload) => {
    const end = workload?.end ?? OUTSIDE;
    const found = inward ? reach(end, own.end, policies) : reach(own.end, end, policies);
    return { workload, level: level(found), ports: written(found.ports), policies: deciding(found) };
  });
}

function deciding(found: Reach): NetworkPolicy[] {
  const sides = [found.egress, found.ingress].filter(({ isolated }) => isolated);
  const closed = level(found) === "closed";
  const chosen = sides.flatMap(({ allowing, policies }): NetworkPolicy[] => {
    if (!closed) return allowing.map(({ policy }) => policy);
    return allowing.length === 0 ? policies : [];
  });
  // Both sides allow something, though not the same ports.
  const all = closed && chosen.length === 0 ? sides.flatMap(({ policies }) => policies) : chosen;
  return [...new Set(all)];
}

/** Lines of one namespace that say the same, together. */
export interface Bundle {
  line: Line;
  namespace: string | null;
  workloads: Workload[];
}

export function bundles(all: Line[]): Bundle[] {
  const key = ({ workload, level, ports, policies }: Line) =>
    [workload?.end.namespace ?? "", level, ports, policies.map(({ metadata }) => metadata.uid)].join("|");
  const found = [...groupBy(all, key).values()].map((group) => ({
    line: group[0]!,
    namespace: group[0]!.workload?.end.namespace ?? null,
    workloads: group.flatMap(({ workload }) => workload ?? []),
  }));
  // The outside first: it is asked for most.
  return found.sort((one, other) => (one.namespace ?? "").localeCompare(other.namespace ?? ""));
}

/** Policies that select a workload, by direction. */
export function selecting(own: Workload, policies: NetworkPolicy[]): Record<Direction, NetworkPolicy[]> {
  const { egress } = reach(own.end, OUTSIDE, policies);
  const { ingress } = reach(OUTSIDE, own.end, policies);
  return { egress: egress.policies, ingress: ingress.policies };
}
