/** Where everything is in the drawing: from outside at the left to workloads at the right. */
import type { ObjectRef } from "../../api/owner";
import type { Entrance, Service } from "../reach/services";
import type { Workload } from "../reach/workloads";

export type ColumnName = "outside" | "entrances" | "services" | "workloads";

export interface Spot {
  id: string;
  column: ColumnName;
  /** Its line in the column, from 0; a caption takes a line too. */
  line: number;
  title: string;
  note: string;
  object: ObjectRef | null;
  /** Of a namespace that is folded: what it stands for. */
  folded: { namespace: string; count: number } | null;
}

export interface Caption {
  namespace: string;
  line: number;
}

export interface Layout {
  spots: Spot[];
  captions: Caption[];
  edges: { from: string; to: string }[];
  lines: number;
}

interface Sources {
  entrances: Entrance[];
  services: Service[];
  workloads: Workload[];
  folded: (namespace: string) => boolean;
}

export const OUTSIDE = "outside";
const foldedId = (column: ColumnName, namespace: string) => `${column}:${namespace}`;

export function layout({ entrances, services, workloads, folded }: Sources): Layout {
  const { spots: placed, captions, lineOf } = placeWorkloads(workloads, folded);
  const spotOf = (column: ColumnName, id: string, namespace: string) =>
    folded(namespace) ? foldedId(column, namespace) : id;
  const workloadSpots = new Map(workloads.map(({ id, end }) => [id, spotOf("workloads", id, end.namespace)]));
  const serviceSpots = new Map(services.map(({ id, object }) => [id, spotOf("services", id, object.namespace ?? "")]));

  const edges = new Map<string, { from: string; to: string }>();
  const link = (from: string, to: string | undefined) => to && edges.set(`${from}>${to}`, { from, to });
  for (const service of services) {
    const from = serviceSpots.get(service.id)!;
    service.workloads.forEach((id) => link(from, workloadSpots.get(id)));
    if (service.type === "NodePort" || service.type === "LoadBalancer") link(OUTSIDE, from);
  }
  for (const { id, object, services: led } of entrances) {
    const from = spotOf("entrances", id, object.namespace ?? "");
    link(OUTSIDE, from);
    led.forEach((service) => link(from, serviceSpots.get(service)));
  }

  const beside = (id: string) => {
    const lines = [...edges.values()].filter(({ from }) => from === id).flatMap(({ to }) => lineOf.get(to) ?? []);
    return lines.length > 0 ? Math.min(...lines) : Infinity;
  };
  const serviceColumn = column("services", spotsOf("services", services, folded), beside, lineOf);
  const entranceColumn = column("entrances", spotsOf("entrances", entrances, folded), beside, lineOf);
  const spots = [...placed, ...serviceColumn, ...entranceColumn];
  const lines = Math.max(1, ...spots.map(({ line }) => line + 1));
  const outside: Spot = { id: OUTSIDE, column: "outside", line: 0, title: "", note: "", object: null, folded: null };
  return { spots: [outside, ...spots], captions, edges: [...edges.values()], lines };
}

function placeWorkloads(workloads: Workload[], folded: Sources["folded"]) {
  const [spots, captions, lineOf] = [[] as Spot[], [] as Caption[], new Map<string, number>()];
  const byNamespace = new Map<string, Workload[]>();
  for (const one of workloads) byNamespace.set(one.end.namespace, [...(byNamespace.get(one.end.namespace) ?? []), one]);
  let line = 0;
  for (const [namespace, members] of byNamespace) {
    if (folded(namespace)) {
      const id = foldedId("workloads", namespace);
      spots.push({ ...blank(id, "workloads"), line, title: namespace, folded: { namespace, count: members.length } });
      lineOf.set(id, line++);
      continue;
    }
    captions.push({ namespace, line: line++ });
    for (const { id, object, ready, pods } of members) {
      spots.push({ ...blank(id, "workloads"), line, title: object.name, note: `${ready}/${pods}`, object });
      lineOf.set(id, line++);
    }
  }
  return { spots, captions, lineOf };
}

const blank = (id: string, column: ColumnName): Spot => ({
  id,
  column,
  line: 0,
  title: "",
  note: "",
  object: null,
  folded: null,
});

function spotsOf(name: "services" | "entrances", all: (Service | Entrance)[], folded: Sources["folded"]): Spot[] {
  const spots = new Map<string, Spot>();
  for (const one of all) {
    const namespace = one.object.namespace ?? "";
    if (!folded(namespace)) {
      const note = "hosts" in one ? one.hosts.join(", ") : portsNote(one);
      spots.set(one.id, { ...blank(one.id, name), title: one.object.name, note, object: one.object });
      continue;
    }
    const id = foldedId(name, namespace);
    const known = spots.get(id)?.folded?.count ?? 0;
    spots.set(id, { ...blank(id, name), title: namespace, folded: { namespace, count: known + 1 } });
  }
  return [...spots.values()];
}

const portsNote = ({ ports }: Service) =>
  ports.map(({ port, nodePort }) => (nodePort ? `${port}:${nodePort}` : port)).join(", ");

/** Each as near as there is room to what it leads to. */
function column(name: ColumnName, spots: Spot[], beside: (id: string) => number, lineOf: Map<string, number>): Spot[] {
  const wished = spots.map((spot) => ({ spot, line: beside(spot.id) }));
  wished.sort((one, other) => one.line - other.line || one.spot.title.localeCompare(other.spot.title));
  let next = name === "workloads" ? 0 : 1;
  return wished.map(({ spot, line }) => {
    const at = Number.isFinite(line) ? Math.max(next, line) : next;
    next = at + 1;
    lineOf.set(spot.id, at);
    return { ...spot, line: at };
  });
}

/** What leads to a spot, and what it leads to, over all columns. */
export function connected(edges: Layout["edges"], id: string): Set<string> {
  const found = new Set([id]);
  const walk = (from: "from" | "to", to: "from" | "to") => {
    const queue = [id];
    for (let at = queue.pop(); at !== undefined; at = queue.pop()) {
      for (const edge of edges) {
        if (edge[from] !== at || found.has(edge[to])) continue;
        found.add(edge[to]);
        queue.push(edge[to]);
      }
    }
  };
  walk("to", "from");
  walk("from", "to");
  return found;
}
