/** The cluster's network as rows that follow its changes. */
import { useMemo } from "react";
import { useKinds } from "../api/kinds";
import type { KubeObject, NodeObject, PodRow, Workload as WorkloadObject } from "../api/objects";
import { type Rows, useRows } from "../api/rows";
import type { NetworkPolicy } from "./reach/policy";
import {
  type Entrance,
  type IngressObject,
  type RouteObject,
  type Service,
  type ServiceObject,
  ingresses,
  routes,
  services,
} from "./reach/services";
import { type Workload, inOrder, portsOf, workloads } from "./reach/workloads";
import { useBarePorts } from "./useBarePorts";
import { useCalm } from "../overview/calm";

export interface Network {
  workloads: Workload[];
  services: Service[];
  entrances: Entrance[];
  policies: NetworkPolicy[];
  loading: boolean;
  /** What the API server says of a list that may not be seen. */
  missing: string | null;
}

const objects = (path: string | null) => ({ path, view: "object" as const });

export function useNetwork(): Network {
  const pods = useRows<PodRow>({ path: "/api/v1/pods", view: "pod" });
  const nodes = useRows<NodeObject>(objects("/api/v1/nodes"));
  const namespaces = useRows<KubeObject>(objects("/api/v1/namespaces"));
  const policies = useRows<NetworkPolicy>(objects("/apis/networking.k8s.io/v1/networkpolicies"));
  const found = useRows<ServiceObject>(objects("/api/v1/services"));
  const ways = useRows<IngressObject>(objects("/apis/networking.k8s.io/v1/ingresses"));
  const deployments = useRows<WorkloadObject>(objects("/apis/apps/v1/deployments"));
  const statefulSets = useRows<WorkloadObject>(objects("/apis/apps/v1/statefulsets"));
  const daemonSets = useRows<WorkloadObject>(objects("/apis/apps/v1/daemonsets"));
  const hasRoutes = useKinds().find(({ kind, group }) => kind === "HTTPRoute" && group === "gateway.networking.k8s.io");
  const gateways = useRows<RouteObject>(
    objects(hasRoutes ? `/apis/gateway.networking.k8s.io/${hasRoutes.version}/httproutes` : null),
  );

  // Pods change all the time; who reaches whom hardly ever does.
  const calm = useCalm(pods.rows, 700);
  const bare = useBarePorts(calm);
  const ports = useMemo(
    () =>
      new Map([
        ...portsOf("Deployment", deployments.rows),
        ...portsOf("StatefulSet", statefulSets.rows),
        ...portsOf("DaemonSet", daemonSets.rows),
        ...bare,
      ]),
    [deployments.rows, statefulSets.rows, daemonSets.rows, bare],
  );
  const all = useMemo(
    () => inOrder(workloads({ pods: calm, nodes: nodes.rows, namespaces: namespaces.rows, ports })),
    [calm, nodes.rows, namespaces.rows, ports],
  );
  const led = useMemo(() => services(found.rows, all), [found.rows, all]);
  const entrances = useMemo(() => [...ingresses(ways.rows), ...routes(gateways.rows)], [ways.rows, gateways.rows]);
  const lists: Rows<unknown>[] = [pods, nodes, namespaces, policies, found, ways];
  return {
    workloads: all,
    services: led,
    entrances,
    policies: policies.rows,
    loading: lists.some(({ state }) => state === "loading"),
    missing: lists.find(({ state }) => state === "ended")?.message ?? null,
  };
}
