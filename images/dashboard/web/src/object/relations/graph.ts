/** What an object is related to, as a graph: who owns it and leads to it on the left, what it has on the right. */
import { type KubeObject, matches } from "../../api/objects";
import { type State, stateOf } from "../status";
import { podSpecOf, usesOf } from "./uses";

export interface Related {
  id: string;
  apiVersion: string;
  kind: string;
  name: string;
  namespace: string | null;
  /** Its column: below 0 what is before the object, above 0 what comes after it. */
  rank: number;
  state: State | null;
  /** Objects that are left out for want of room. */
  more?: number;
}

export type Tie = "owns" | "selects" | "uses" | "runsOn" | "leadsTo" | "scales";

export interface Edge {
  from: string;
  to: string;
  tie: Tie;
}

export interface Graph {
  nodes: Related[];
  edges: Edge[];
}

/** An object that says what kind it is. */
export type Full = KubeObject & { apiVersion: string; kind: string };

/** Of one kind, in one column. */
const MOST = 12;

const idOf = ({ kind, metadata }: Full) => `${kind}/${metadata.namespace ?? ""}/${metadata.name}`;

class Builder {
  nodes = new Map<string, Related>();
  edges: Edge[] = [];
  private counts = new Map<string, number>();

  add(object: Full, rank: number): string | null {
    const id = idOf(object);
    if (this.nodes.has(id)) return id;
    const { name, namespace = null } = object.metadata;
    const place = `${rank}/${object.kind}`;
    const count = (this.counts.get(place) ?? 0) + 1;
    this.counts.set(place, count);
    const node = { apiVersion: object.apiVersion, kind: object.kind, name, namespace, rank };
    if (count > MOST) {
      const id = `${place}/more`;
      this.nodes.set(id, { ...node, id, state: null, more: count - MOST });
      return null;
    }
    this.nodes.set(id, { ...node, id, state: stateOf(object.kind, object) });
    return id;
  }

  tie(from: string | null, to: string | null, tie: Tie) {
    if (from === null || to === null || from === to) return;
    if (!this.edges.some((edge) => edge.from === from && edge.to === to)) this.edges.push({ from, to, tie });
  }
}

const bare = (kind: string, name: string, namespace: string | undefined, apiVersion = "v1"): Full => ({
  apiVersion,
  kind,
  metadata: { name, namespace, uid: "", creationTimestamp: "", resourceVersion: "" },
});

/** `owners` is the chain upwards, the nearest first; `around` what is in the same namespace. */
export function relations(self: Full, owners: Full[], around: Full[]): Graph {
  const graph = new Builder();
  const me = graph.add(self, 0)!;
  const namespace = self.metadata.namespace;

  let below = { id: me, object: self };
  owners.forEach((owner, at) => {
    const id = graph.add(owner, -1 - at)!;
    const isOwner = below.object.metadata.ownerReferences?.some(({ uid }) => uid === owner.metadata.uid);
    graph.tie(id, isOwner ? below.id : me, "owns");
    below = { id, object: owner };
  });

  const children = (parent: Full, id: string, rank: number) => {
    if (rank > 3) return;
    for (const child of around) {
      if (!child.metadata.ownerReferences?.some(({ uid }) => uid === parent.metadata.uid)) continue;
      const to = graph.add(child, rank);
      graph.tie(id, to, "owns");
      if (to) children(child, to, rank + 1);
    }
  };
  children(self, me, 1);
  claims(self, around).forEach((claim) => graph.tie(me, graph.add(claim, 1), "uses"));

  const spec = podSpecOf(self);
  if (spec) {
    for (const { kind, name } of usesOf(spec)) {
      const used = bare(kind, name, kind === "Node" ? undefined : namespace);
      graph.tie(me, graph.add(used, 1), kind === "Node" ? "runsOn" : "uses");
    }
  }
  users(self, around).forEach((user) => graph.tie(graph.add(user, -1), me, "uses"));

  if (self.kind === "Service") {
    const { selector } = self.spec as { selector?: Record<string, string> };
    if (selector) {
      for (const pod of around) {
        if (pod.kind === "Pod" && matches(selector, pod.metadata.labels)) graph.tie(me, graph.add(pod, 1), "selects");
      }
    }
  }
  for (const other of around) {
    if (selects(other, self)) graph.tie(graph.add(other, -1), me, other.kind === "Service" ? "selects" : "scales");
    if (leadsTo(other, self)) graph.tie(graph.add(other, -1), me, "leadsTo");
  }
  if (self.kind === "Node") {
    around.forEach((pod) => pod.kind === "Pod" && graph.tie(me, graph.add(pod, 1), "runsOn"));
  }
  return { nodes: [...graph.nodes.values()], edges: graph.edges };
}

const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"];

/** Services by the labels of pods, autoscalers by name. */
function selects(other: Full, self: Full): boolean {
  if (other.kind === "Service") {
    const { selector } = other.spec as { selector?: Record<string, string> };
    const template = (self.spec as { template?: { metadata?: { labels?: Record<string, string> } } } | undefined)
      ?.template;
    const isWorkload = WORKLOADS.includes(self.kind);
    if (!selector || (self.kind !== "Pod" && !isWorkload)) return false;
    return matches(selector, isWorkload ? template?.metadata?.labels : self.metadata.labels);
  }
  if (other.kind !== "HorizontalPodAutoscaler") return false;
  const { scaleTargetRef } = other.spec as { scaleTargetRef: { kind: string; name: string } };
  return scaleTargetRef.kind === self.kind && scaleTargetRef.name === self.metadata.name;
}

function leadsTo(other: Full, self: Full): boolean {
  if (other.kind !== "Ingress" || self.kind !== "Service") return false;
  // Rules, paths and the default all name services in the same way.
  return JSON.stringify(other.spec).includes(`"service":{"name":"${self.metadata.name}"`);
}

/** A StatefulSet's claims have names of their own, and no owner. */
function claims(self: Full, around: Full[]): Full[] {
  if (self.kind !== "StatefulSet") return [];
  const { volumeClaimTemplates = [] } = self.spec as { volumeClaimTemplates?: KubeObject[] };
  const prefixes = volumeClaimTemplates.map(({ metadata }) => `${metadata.name}-${self.metadata.name}-`);
  return around.filter(
    ({ kind, metadata: { name } }) =>
      kind === "PersistentVolumeClaim" &&
      prefixes.some((prefix) => name.startsWith(prefix) && /^\d+$/.test(name.slice(prefix.length))),
  );
}

/** Pods that use a ConfigMap, a Secret, a claim or a service account. */
function users(self: Full, around: Full[]): Full[] {
  if (!["ConfigMap", "Secret", "PersistentVolumeClaim", "ServiceAccount"].includes(self.kind)) return [];
  return around.filter((pod) => {
    const spec = pod.kind === "Pod" ? podSpecOf(pod) : null;
    return spec && usesOf(spec).some(({ kind, name }) => kind === self.kind && name === self.metadata.name);
  });
}
