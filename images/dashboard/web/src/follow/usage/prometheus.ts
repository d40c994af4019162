/** Figures of the addon `monitoring`. */
import { get } from "../../api/kube";
import { type Sample, type Subject, fromPrometheus } from "./sample";

const SERVICE = "/api/v1/namespaces/monitoring/services/prometheus";
const QUERY = "/api/v1/namespaces/monitoring/services/http:prometheus:9090/proxy/api/v1/query_range";

/** Whether it is there is asked again after so many milliseconds. */
const REMEMBERED = 60_000;

let known: { at: number; there: Promise<boolean> } | null = null;

/** Whether the cluster has it, and this user may ask it. */
export function isThere(): Promise<boolean> {
  if (!known || Date.now() - known.at > REMEMBERED) {
    const there = get(SERVICE).then(
      () => true,
      () => false,
    );
    known = { at: Date.now(), there };
  }
  return known.there;
}

/** It does not answer: for a while nobody asks. */
export function isAway() {
  known = { at: Date.now(), there: Promise.resolve(false) };
}

/** The window of a rate holds several looks, also of an addon that looks each 30 seconds. */
const WINDOW = "2m";

function queries({ kind, namespace, name }: Subject): { cpu: string; memory: string } {
  const which =
    kind === "pod"
      ? `namespace=${JSON.stringify(namespace)},pod=${JSON.stringify(name)},container!=""`
      : `node=${JSON.stringify(name)},id="/"`;
  return {
    cpu: `sum(rate(container_cpu_usage_seconds_total{${which}}[${WINDOW}]))`,
    memory: `sum(container_memory_working_set_bytes{${which}})`,
  };
}

/** Points of a chart; more are not seen. */
const POINTS = 180;

export async function samples(subject: Subject, seconds: number, signal: AbortSignal): Promise<Sample[]> {
  const end = Math.floor(Date.now() / 1000);
  const range = { start: end - seconds, end, step: Math.max(10, Math.round(seconds / POINTS)) };
  const ask = (query: string) => get<Parameters<typeof fromPrometheus>[0]>(QUERY, { query, ...range }, signal);
  const { cpu, memory } = queries(subject);
  return fromPrometheus(...(await Promise.all([ask(cpu), ask(memory)])));
}
