/** Pods by what runs them: the pods of one workload are alike to policies. */
import { groupBy } from "../../api/group";
import type { KubeObject, NodeObject, PodRow, Workload as WorkloadObject } from "../../api/objects";
import { type ObjectRef, refKey, workloadOf } from "../../api/owner";
import type { PodEnd } from "./endpoint";
import type { Protocol } from "./policy";
import type { NamedPort } from "./ports";

export interface Workload {
  id: string;
  object: ObjectRef;
  pods: number;
  ready: number;
  end: PodEnd;
}

interface Container {
  ports?: { name?: string; containerPort: number; protocol?: Protocol }[];
}

/** Anything with a pod template, and pods themselves. */
export interface Templated extends KubeObject {
  spec: { hostNetwork?: boolean; containers?: Container[]; template?: { spec?: Container & object } };
}

/** Ports that containers say they have, by `refKey` of what runs them. */
export type PortsOf = Map<string, NamedPort[]>;

export function portsOf(kind: string, objects: (Templated | WorkloadObject)[]): PortsOf {
  return new Map(
    objects.map(({ metadata, spec }) => {
      const { template, containers } = spec as {
        template?: { spec?: { containers?: Container[] } };
        containers?: Container[];
      };
      const all = containers ?? template?.spec?.containers ?? [];
      const ports = all.flatMap(({ ports = [] }) =>
        ports.map(({ name, containerPort, protocol = "TCP" }) => ({ name, port: containerPort, protocol })),
      );
      return [refKey({ kind, namespace: metadata.namespace ?? null, name: metadata.name }), ports];
    }),
  );
}

interface Sources {
  pods: PodRow[];
  nodes: NodeObject[];
  namespaces: KubeObject[];
  ports: PortsOf;
}

export function workloads({ pods, nodes, namespaces, ports }: Sources): Workload[] {
  const ofNodes = new Set(nodes.flatMap(({ status }) => (status.addresses ?? []).map(({ address }) => address)));
  const labels = new Map(namespaces.map(({ metadata }) => [metadata.name, metadata.labels ?? {}]));
  const alive = pods.filter(({ phase, deleting }) => !deleting && phase !== "Succeeded" && phase !== "Failed");
  const groups = groupBy(alive, (pod) => refKey(workloadOf(pod)));
  return [...groups].map(([id, members]) => {
    // While labels change, the newest pod is what stays.
    const newest = members.reduce((one, other) => (other.created > one.created ? other : one));
    const { namespace } = newest;
    return {
      id,
      object: workloadOf(newest),
      pods: members.length,
      ready: members.filter(({ ready, containers }) => ready === containers).length,
      end: {
        kind: "pod",
        namespace,
        // Each namespace has this label, whether its list may be seen or not.
        namespaceLabels: labels.get(namespace) ?? { "kubernetes.io/metadata.name": namespace },
        labels: newest.labels,
        hostNetwork: newest.ip !== null && ofNodes.has(newest.ip),
        addresses: members.flatMap(({ ip }) => ip ?? []),
        ports: ports.get(id) ?? [],
      },
    };
  });
}

/** As people count: team-2 before team-10. */
const byName = new Intl.Collator("en", { numeric: true }).compare;

/** By namespace and name. */
export const inOrder = (all: Workload[]) =>
  all.toSorted(
    (one, other) => byName(one.end.namespace, other.end.namespace) || byName(one.object.name, other.object.name),
  );
