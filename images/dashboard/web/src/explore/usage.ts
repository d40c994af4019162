/** What pods use now, of metrics.k8s.io, where that is there. */
import { useEffect, useState } from "react";
import { kinds } from "../api/kinds";
import { get } from "../api/kube";
import { quantity } from "../i18n/moment";

export interface Usage {
  /** Cores. */
  cpu: number;
  /** Bytes. */
  memory: number;
}

interface PodMetrics {
  metadata: { name: string; namespace: string };
  containers: { usage: { cpu: string; memory: string } }[];
}

/** metrics-server itself measures every 15 s. */
const INTERVAL = 15_000;

export const usageKey = ({ namespace, name }: { namespace: string; name: string }) => `${namespace}/${name}`;

export function sum(metrics: PodMetrics[]): Map<string, Usage> {
  return new Map(
    metrics.map(({ metadata, containers }) => [
      usageKey(metadata),
      {
        cpu: containers.reduce((sum, { usage }) => sum + quantity(usage.cpu), 0),
        memory: containers.reduce((sum, { usage }) => sum + quantity(usage.memory), 0),
      },
    ]),
  );
}

/** By namespace and name; null where the cluster has no metrics, or the user no right to them. */
export function usePodUsage(namespace: string | null, wanted: boolean): Map<string, Usage> | null {
  const [usage, setUsage] = useState<Map<string, Usage> | null>(null);
  useEffect(() => {
    if (!wanted) return;
    const abort = new AbortController();
    const path = `/apis/metrics.k8s.io/v1beta1${namespace ? `/namespaces/${namespace}` : ""}/pods`;
    const ask = async () => {
      const all = await kinds();
      if (!all.some(({ group }) => group === "metrics.k8s.io")) return;
      setUsage(sum((await get<{ items: PodMetrics[] }>(path, {}, abort.signal)).items));
    };
    const tick = () => void ask().catch(() => {});
    tick();
    const timer = setInterval(tick, INTERVAL);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [namespace, wanted]);
  return wanted ? usage : null;
}
