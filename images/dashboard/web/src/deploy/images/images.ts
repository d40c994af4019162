/** Images of the nodes, and the pods that use them. */
import type { NodeObject } from "../../api/objects";

export interface NodeImage {
  /** As people write it: without the digest where there is a tag. */
  name: string;
  /** All names of it, for finding the pods that use it. */
  names: string[];
  size: number;
  nodes: string[];
  /** Of the cluster itself; null where that is not known. */
  system: boolean | null;
  pods: { namespace: string; name: string }[];
}

export interface HostImage {
  name: string;
  size: number;
  nodes: string[];
  system: boolean;
}

export interface PodImages {
  metadata: { namespace?: string; name: string };
  spec: { containers: { image: string }[]; initContainers?: { image: string }[] };
}

/** The whole name of an image: registry, path and tag. */
export function whole(name: string): string {
  const [path = "", ...digest] = name.split("@");
  const first = path.split("/")[0] ?? "";
  const isRegistry = path.includes("/") && (/[.:]/.test(first) || first === "localhost");
  const placed = isRegistry ? path : `docker.io/${path.includes("/") ? "" : "library/"}${path}`;
  const isTagged = placed.lastIndexOf(":") > placed.lastIndexOf("/");
  if (digest.length > 0) return `${placed}@${digest.join("@")}`;
  return isTagged ? placed : `${placed}:latest`;
}

/** Without what everybody leaves out. */
export const short = (name: string) => name.replace(/^docker\.io\/(library\/)?/, "");

/** What nodes say they have and what the command line says, as one list. */
export function images(nodes: NodeObject[], host: HostImage[], pods: PodImages[]): NodeImage[] {
  const found = new Map<string, NodeImage>();
  const add = (names: string[], size: number, node: string[], system: boolean | null) => {
    const [name] = names.toSorted((one, other) => Number(one.includes("@")) - Number(other.includes("@")));
    if (!name) return;
    const key = whole(name);
    const known = found.get(key);
    if (known) {
      known.nodes = [...new Set([...known.nodes, ...node])].sort();
      known.names = [...new Set([...known.names, ...names])];
      known.system ??= system;
    } else {
      found.set(key, { name: short(name), names, size, nodes: [...node].sort(), system, pods: [] });
    }
  };
  for (const { name, size, nodes, system } of host) add([name], size, nodes, system);
  for (const { metadata, status } of nodes) {
    for (const { names, sizeBytes } of status.images ?? []) add(names, sizeBytes, [metadata.name], null);
  }
  const byName = new Map(
    [...found.values()].flatMap((image) => image.names.map((name) => [whole(name), image] as const)),
  );
  for (const { metadata, spec } of pods) {
    const used = new Set([...spec.containers, ...(spec.initContainers ?? [])].map(({ image }) => whole(image)));
    for (const image of new Set([...used].map((name) => byName.get(name)))) {
      image?.pods.push({ namespace: metadata.namespace ?? "", name: metadata.name });
    }
  }
  return [...found.values()];
}

export type Order = "name" | "size" | "pods";

export function shown(all: NodeImage[], words: string, order: Order, system: boolean): NodeImage[] {
  const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter(
    (image) => (system || !image.system) && parts.every((part) => image.name.toLowerCase().includes(part)),
  );
  const byName = (one: NodeImage, other: NodeImage) => one.name.localeCompare(other.name);
  const orders = {
    name: byName,
    size: (one: NodeImage, other: NodeImage) => other.size - one.size || byName(one, other),
    pods: (one: NodeImage, other: NodeImage) => other.pods.length - one.pods.length || byName(one, other),
  };
  return found.sort(orders[order]);
}
