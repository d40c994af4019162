/** Kinds by what people look for. */
import type { Kind } from "../api/kinds";

export type Area = "cluster" | "workloads" | "network" | "configuration" | "storage" | "access" | "more";

const AREAS: Record<Exclude<Area, "more">, string[]> = {
  workloads: [
    "Pod",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "Job",
    "CronJob",
    "HorizontalPodAutoscaler",
  ],
  network: ["Service", "Ingress", "NetworkPolicy", "Gateway", "HTTPRoute", "EndpointSlice"],
  configuration: ["ConfigMap", "Secret", "ResourceQuota", "LimitRange", "PodDisruptionBudget"],
  storage: ["PersistentVolumeClaim", "PersistentVolume", "StorageClass"],
  access: ["ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding"],
  cluster: ["Node", "Namespace", "Event", "CustomResourceDefinition"],
};

/** Metrics have groups of their own, which are not what people mean. */
const ODD_GROUPS = ["metrics.k8s.io"];

/** The kinds that can be listed, by area; what is in none is `more`. */
export function byArea(kinds: Kind[]): { area: Area; kinds: Kind[] }[] {
  const listed = kinds.filter(({ verbs, group }) => verbs.includes("list") && !ODD_GROUPS.includes(group));
  const taken = new Set<Kind>();
  const areas = Object.entries(AREAS).map(([area, names]) => {
    const found = names.flatMap((name) => listed.find(({ kind }) => kind === name) ?? []);
    found.forEach((kind) => taken.add(kind));
    return { area: area as Area, kinds: found };
  });
  const others = listed.filter((kind) => !taken.has(kind));
  others.sort((one, other) => one.kind.localeCompare(other.kind));
  return [...areas, { area: "more" as const, kinds: others }].filter(({ kinds }) => kinds.length > 0);
}
