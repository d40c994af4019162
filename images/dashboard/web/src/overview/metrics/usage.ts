/** CPU and memory that nodes use, where the addon `metrics` measures them. */
import { useEffect, useState } from "react";
import { get } from "../../api/kube";
import { quantity } from "../../i18n/moment";

export interface Used {
  /** Cores. */
  cpu: number;
  /** Bytes. */
  memory: number;
}

export interface Metrics {
  nodes: Map<string, Used>;
  total: Used;
  /** Totals of the last minutes, the oldest first. */
  history: Used[];
}

interface NodeMetricsList {
  items: { metadata: { name: string }; usage: { cpu: string; memory: string } }[];
}

const INTERVAL = 10_000;
/** Without metrics, it is looked now and then whether they came. */
const AGAIN = 60_000;
const KEPT = 60;

export function withSample(before: Metrics | null, { items }: NodeMetricsList): Metrics {
  const nodes = new Map<string, Used>();
  const total: Used = { cpu: 0, memory: 0 };
  for (const { metadata, usage } of items) {
    const now = { cpu: quantity(usage.cpu), memory: quantity(usage.memory) };
    const known = before?.nodes.get(metadata.name);
    // The same object for the same figures: a card is not drawn again for nothing.
    nodes.set(metadata.name, known?.cpu === now.cpu && known.memory === now.memory ? known : now);
    total.cpu += now.cpu;
    total.memory += now.memory;
  }
  return { nodes, total, history: [...(before?.history ?? []), total].slice(-KEPT) };
}

/** Kept while one looks at other pages, so that the curve goes on. */
let kept: Metrics | null = null;

/** null as long as there are none. */
export function useMetrics(): Metrics | null {
  const [metrics, setMetrics] = useState(kept);
  useEffect(() => {
    let timer = 0;
    const abort = new AbortController();
    const poll = async () => {
      let wait = INTERVAL;
      if (!document.hidden) {
        try {
          const path = "/apis/metrics.k8s.io/v1beta1/nodes";
          const list = await get<NodeMetricsList>(path, undefined, abort.signal);
          kept = list.items.length > 0 ? withSample(kept, list) : null;
        } catch {
          if (abort.signal.aborted) return;
          kept = null;
          wait = AGAIN;
        }
        if (!abort.signal.aborted) setMetrics(kept);
      }
      if (!abort.signal.aborted) timer = setTimeout(poll, wait);
    };
    void poll();
    return () => {
      abort.abort();
      clearTimeout(timer);
    };
  }, []);
  return metrics;
}
