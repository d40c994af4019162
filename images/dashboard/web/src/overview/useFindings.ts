import { useMemo } from "react";
import { useNow } from "../i18n/moment";
import { useCalm } from "./calm";
import type { Cluster } from "./diagnosis/cluster";
import { diagnose } from "./diagnosis/diagnose";
import type { Finding } from "./diagnosis/finding";

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
  return useMemo(() => (calm.live ? diagnose({ ...calm, now: Math.max(now, Date.now()) }) : null), [calm, now]);
}
