import { useEffect, useMemo, useState } from "react";
import { objectPath } from "../api/kinds";
import { get } from "../api/kube";
import type { PodRow } from "../api/objects";
import { workloadOf } from "../api/owner";
import { PODS } from "../app/routes";
import { type PortsOf, type Templated, portsOf } from "./reach/workloads";

/** More pods without an owner are not asked about. */
const MOST = 50;

/** Container ports of pods that nothing made, which the rows of pods don't have. */
export function useBarePorts(pods: PodRow[]): PortsOf {
  const [ports, setPorts] = useState<PortsOf>(new Map());
  const wanted = useMemo(() => {
    const bare = pods.filter((pod) => pod.owner?.kind !== "Node" && workloadOf(pod).kind === "Pod");
    return bare
      .slice(0, MOST)
      .map(({ namespace, name }) => objectPath(PODS, namespace, name))
      .sort()
      .join(" ");
  }, [pods]);
  useEffect(() => {
    if (wanted === "") return setPorts((before) => (before.size === 0 ? before : new Map()));
    const abort = new AbortController();
    const asked = wanted.split(" ").map((path) => get<Templated>(path, undefined, abort.signal));
    void Promise.allSettled(asked).then((answers) => {
      if (abort.signal.aborted) return;
      setPorts(
        portsOf(
          "Pod",
          answers.flatMap((one) => (one.status === "fulfilled" ? [one.value] : [])),
        ),
      );
    });
    return () => abort.abort();
  }, [wanted]);
  return ports;
}
