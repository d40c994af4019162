/** Workloads of a namespace, by what selects their pods. */
import { useMemo } from "react";
import type { Workload } from "../../api/objects";
import { useRows } from "../../api/rows";
import { selectorText } from "./address";

export interface Followable {
  kind: string;
  name: string;
  selector: string;
}

export function useWorkloads(namespace: string): Followable[] {
  const rows = (group: string, plural: string) =>
    useRows<Workload>({ path: `/apis/${group}/v1/namespaces/${namespace}/${plural}`, view: "object" }).rows;
  const deployments = rows("apps", "deployments");
  const sets = rows("apps", "statefulsets");
  const daemons = rows("apps", "daemonsets");
  const jobs = rows("batch", "jobs");
  return useMemo(() => {
    const of = (kind: string, all: Workload[]) =>
      all.map(({ metadata, spec }) => ({ kind, name: metadata.name, selector: selectorText(spec.selector ?? {}) }));
    const found = [
      ...of("Deployment", deployments),
      ...of("StatefulSet", sets),
      ...of("DaemonSet", daemons),
      ...of("Job", jobs),
    ];
    return found
      .filter(({ selector }) => selector !== "")
      .sort((one, other) => one.name.localeCompare(other.name) || one.kind.localeCompare(other.kind));
  }, [deployments, sets, daemons, jobs]);
}
