/** Why the scheduler found no node, out of its message. */
import type { Problem } from "./finding";

export interface Obstacle {
  problem: Problem;
  /** How many nodes it rules out; 0 where the message says none. */
  nodes: number;
  /** The resource, taint or claim that the scheduler names. */
  detail: string;
}

export interface Scheduling {
  /** How many nodes were looked at. */
  total: number;
  /** What has to be mended first comes first. */
  obstacles: Obstacle[];
}

const PATTERNS: [RegExp, Problem][] = [
  [/^Insufficient (\S+\/gpu|nvidia\.com\/\S+)/, "noGpu"],
  [/^cannot allocate all claims/, "noGpu"],
  [/^Insufficient (cpu)$/, "noCpu"],
  [/^Insufficient (memory)$/, "noMemory"],
  [/^Insufficient (\S+)/, "noResource"],
  [/^Too many pods/, "tooManyPods"],
  [/unbound immediate PersistentVolumeClaims/, "volume"],
  [/persistentvolumeclaim "([^"]+)" (?:not found|bound)/, "volume"],
  [/volume node affinity conflict|didn't find available persistent volumes|max volume count/, "volume"],
  [/didn't match Pod's node affinity|didn't match node selector/i, "selector"],
  [/pod (?:anti-)?affinity|anti-affinity rules|topology spread/i, "affinity"],
  [/free ports/, "hostPort"],
  [/(?:were|was) unschedulable/, "cordoned"],
  [/untolerated taint(?:\(s\))?(?: \{([^}]*)\})?/, "taints"],
];

/** A pod that lacks room is helped by a node; taints of control planes are there in any case. */
const FIRST: Problem[] = [
  "volume",
  "noGpu",
  "noResource",
  "noCpu",
  "noMemory",
  "tooManyPods",
  "selector",
  "affinity",
  "hostPort",
  "cordoned",
  "taints",
];

function obstacle(part: string): Obstacle | null {
  const [, count, rest = ""] = /^(?:(\d+) )?(?:node\(s\) )?(.*?)\.?$/.exec(part.trim()) ?? [];
  for (const [pattern, problem] of PATTERNS) {
    const found = pattern.exec(rest);
    if (found) return { problem, nodes: Number(count ?? 0), detail: (found[1] ?? "").replace(/: ?$/, "") };
  }
  return null;
}

/** Splits at commas, though not at those within the braces of a taint. */
const parts = (text: string) => text.match(/(?:\{[^}]*\}|[^,{])+/g) ?? [];

export function scheduling(message: string | null): Scheduling {
  const text = message ?? "";
  const total = Number(/^\d+\/(\d+) nodes/.exec(text)?.[1] ?? 0);
  const reasons = text
    .replace(/^\d+\/\d+ nodes are available: */, "")
    .replace(/\.? *(?:preemption:|no new claims to deallocate).*$/s, "");
  const obstacles = parts(reasons).flatMap((part) => obstacle(part) ?? []);
  obstacles.sort((one, other) => FIRST.indexOf(one.problem) - FIRST.indexOf(other.problem));
  return { total, obstacles };
}
