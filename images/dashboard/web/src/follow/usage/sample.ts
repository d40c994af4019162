/** CPU and memory over time, whoever measured them. */
import { quantity } from "../../i18n/moment";

export interface Sample {
  /** Seconds since 1970. */
  at: number;
  /** Cores. */
  cpu: number | null;
  /** Bytes. */
  memory: number | null;
}

export interface Bounds {
  requests: number | null;
  limits: number | null;
}

export interface Subject {
  kind: "pod" | "node";
  namespace: string | null;
  name: string;
}

type Amounts = Record<string, string | undefined> | undefined;

interface Spec {
  containers?: { resources?: { requests?: Amounts; limits?: Amounts } }[];
}

/** A pod's requests and limits of one resource; a container without a limit leaves the pod without. */
export function bounds(spec: Spec | undefined, resource: "cpu" | "memory"): Bounds {
  const all = spec?.containers ?? [];
  const requests = all.map(({ resources }) => resources?.requests?.[resource]);
  const limits = all.map(({ resources }) => resources?.limits?.[resource]);
  const sum = (amounts: (string | undefined)[]) => amounts.reduce((so, amount) => so + quantity(amount), 0);
  return {
    requests: requests.some(Boolean) ? sum(requests) : null,
    limits: all.length > 0 && limits.every(Boolean) ? sum(limits) : null,
  };
}

type Matrix = { data: { result: { values: [number, string][] }[] } };

/** Prometheus' answers for both, by time. */
export function fromPrometheus(cpu: Matrix, memory: Matrix): Sample[] {
  const byTime = new Map<number, Sample>();
  const read = (matrix: Matrix, field: "cpu" | "memory") => {
    for (const [at, value] of matrix.data.result[0]?.values ?? []) {
      const sample = byTime.get(at) ?? { at, cpu: null, memory: null };
      sample[field] = Number(value);
      byTime.set(at, sample);
    }
  };
  read(cpu, "cpu");
  read(memory, "memory");
  return [...byTime.values()].sort((one, other) => one.at - other.at);
}

interface Measured {
  timestamp?: string;
  usage?: Amounts;
  containers?: { usage: Amounts }[];
}

/** The answer of the metrics API for a pod or a node. */
export function fromMetrics({ usage, containers, timestamp }: Measured, now: number): Sample {
  const parts = containers?.map((one) => one.usage) ?? [usage];
  const sum = (resource: string) => parts.reduce((so, part) => so + quantity(part?.[resource]), 0);
  const at = timestamp ? Date.parse(timestamp) / 1000 : now;
  return { at, cpu: sum("cpu"), memory: sum("memory") };
}

/** Adds a sample unless it is the one that was there last. */
export function added(samples: Sample[], sample: Sample, most: number): Sample[] {
  const last = samples.at(-1);
  if (last && sample.at <= last.at) return samples;
  return [...samples, sample].slice(-most);
}

export interface Summary {
  now: number;
  least: number;
  most: number;
}

export function summary(samples: Sample[], field: "cpu" | "memory"): Summary | null {
  const values = samples.flatMap((sample) => sample[field] ?? []);
  const now = values.at(-1);
  if (now === undefined) return null;
  return { now, least: Math.min(...values), most: Math.max(...values) };
}
