import { useMemo, useRef } from "react";
import { useNow } from "../i18n/moment";
import { useCalm } from "./calm";
import type { Cluster } from "./diagnosis/cluster";
import { diagnose } from "./diagnosis/diagnose";
import type { Finding } from "./diagnosis/finding";
import { type Seen, lasting } from "./diagnosis/lasting";

/** What is wrong, looked at anew once a second at most; null until the lists are whole. */
export function useFindings(cluster: Omit<Cluster, "now">, live: boolean): Finding[] | null {
  const { pods, nodes, deployments, jobs, events, claims, services } = cluster;
  const rows = useMemo(
    () => ({ pods, nodes, deployments, jobs, events, claims, services, live }),
    [pods, nodes, deployments, jobs, events, claims, services, live],
  );
  const calm = useCalm(rows, 1000);
  // Some things are wrong only when they last.
  const now = useNow(10_000);
  const seen = useRef<Seen>(new Map());
  return useMemo(() => {
    if (!calm.live) return null;
    const time = Math.max(now, Date.now());
    const names = new Set(calm.pods.map(({ namespace, name }) => `${namespace}/${name}`));
    const findings = diagnose({ ...calm, now: time });
    return lasting(findings, seen.current, time, (namespace, pod) => names.has(`${namespace}/${pod}`));
  }, [calm, now]);
}
