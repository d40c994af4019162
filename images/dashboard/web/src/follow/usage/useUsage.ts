/** Usage over time from whoever has it: Prometheus, else the metrics API. */
import { useEffect, useState, useSyncExternalStore } from "react";
import { useCallback } from "react";
import { follow, history, keyOf } from "./history";
import { isAway, isThere, samples as ask } from "./prometheus";
import type { Sample, Subject } from "./sample";

export interface Usage {
  source: "prometheus" | "metrics" | null;
  samples: Sample[];
  /** Nobody in the cluster measures. */
  none: boolean;
  message: string | null;
}

const REFRESHED = 15_000;

export function useUsage({ kind, namespace, name }: Subject, seconds: number): Usage {
  const [source, setSource] = useState<Usage["source"]>(null);
  const [past, setPast] = useState<Sample[]>([]);
  useEffect(() => void isThere().then((there) => setSource(there ? "prometheus" : "metrics")), []);
  useEffect(() => {
    if (source !== "prometheus") return;
    const abort = new AbortController();
    const load = () =>
      ask({ kind, namespace, name }, seconds, abort.signal).then(setPast, () => {
        if (abort.signal.aborted) return;
        isAway();
        setSource("metrics");
      });
    void load();
    const timer = setInterval(load, REFRESHED);
    return () => {
      abort.abort();
      clearInterval(timer);
    };
  }, [source, kind, namespace, name, seconds]);
  const key = keyOf({ kind, namespace, name });
  const subscribe = useCallback(
    (listener: () => void) => (source === "metrics" ? follow({ kind, namespace, name }, listener) : () => {}),
    [source, kind, namespace, name],
  );
  const now = useSyncExternalStore(subscribe, () => history(key));
  if (source === "prometheus") return { source, samples: past, none: false, message: null };
  return { source, samples: source ? now.samples : [], none: now.none, message: now.message };
}
