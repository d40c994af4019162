/** Tries and applies objects, one after the other, in order. */
import { type Kind, objectPath } from "../../api/kinds";
import { KubeError, apply, get } from "../../api/kube";
import { inOrder } from "./order";
import type { Manifest } from "./parse";
import { type Verdict, isSame } from "./verdict";

export interface Target extends Manifest {
  /** Null for kinds without namespaces, and for those that are not known yet. */
  place: string | null;
  known: Pick<Kind, "group" | "version" | "plural"> | null;
}

export type Tell = (target: Target, verdict: Verdict) => void;

export interface Options {
  force: boolean;
  signal: AbortSignal;
}

/** The objects in order, with where each belongs. */
export async function targets(manifests: Manifest[], namespace: string): Promise<Target[]> {
  const lists = new Map<string, Promise<Resource[]>>();
  for (const { apiVersion } of manifests) {
    if (!lists.has(apiVersion)) lists.set(apiVersion, resources(apiVersion));
  }
  return Promise.all(
    inOrder(manifests).map(async (one) => located(one, (await lists.get(one.apiVersion)) ?? [], namespace)),
  );
}

interface Resource {
  name: string;
  kind: string;
  namespaced: boolean;
}

/** Of the very version that is asked for, and not from memory: a definition may have come a moment ago. */
async function resources(apiVersion: string): Promise<Resource[]> {
  const path = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return (await found<{ resources: Resource[] }>(path))?.resources ?? [];
}

function located(manifest: Manifest, served: Resource[], namespace: string): Target {
  const { apiVersion, kind } = manifest;
  const resource = served.find((one) => one.kind === kind && !one.name.includes("/"));
  const slash = apiVersion.indexOf("/");
  const group = slash < 0 ? "" : apiVersion.slice(0, slash);
  const known = resource ? { group, version: apiVersion.slice(slash + 1), plural: resource.name } : null;
  return { ...manifest, known, place: resource?.namespaced === false ? null : (manifest.namespace ?? namespace) };
}

/** Has the API server say what would come of each. */
export async function check(all: Target[], { force, signal }: Options, tell: Tell) {
  for (const target of all) {
    if (signal.aborted) return;
    tell(target, { kind: "checking" });
    tell(target, await checked(target, all, force));
  }
}

async function checked(target: Target, all: Target[], force: boolean): Promise<Verdict> {
  if (target.known === null) {
    if (all.some((other) => defines(other, target))) return { kind: "later" };
    return refusal("refused", new Error(`the API server knows no kind ${target.kind} in ${target.apiVersion}`));
  }
  const path = objectPath(target.known, target.place, target.name);
  try {
    const before = await found(path);
    const after = await apply<object>(path, withPlace(target), { dryRun: true, force });
    return { kind: before === null ? "create" : isSame(before, after) ? "unchanged" : "change" };
  } catch (error) {
    const comes = all.some(({ kind, name }) => kind === "Namespace" && name === target.place);
    if (comes && error instanceof KubeError && error.code === 404) return { kind: "later" };
    return refusal("refused", error);
  }
}

const found = <T extends object>(path: string) =>
  get<T>(path).catch((error) => {
    if (error instanceof KubeError && error.code === 404) return null;
    throw error;
  });

function defines({ kind, object }: Target, other: Target): boolean {
  const spec = object.spec as { group?: string; names?: { kind?: string } } | undefined;
  if (kind !== "CustomResourceDefinition" || !spec) return false;
  return spec.names?.kind === other.kind && other.apiVersion.startsWith(`${spec.group}/`);
}

const withPlace = ({ object, place }: Target) => {
  const { namespace: _, ...metadata } = object.metadata as Record<string, unknown>;
  return { ...object, metadata: place === null ? metadata : { ...metadata, namespace: place } };
};

/** Applies them all; a failure does not keep the others. */
export async function applyAll(all: Target[], { force, signal }: Options, namespace: string, tell: Tell) {
  for (const target of all) {
    if (signal.aborted) return;
    tell(target, { kind: "applying" });
    tell(target, await applied(target, force, namespace));
  }
}

async function applied(given: Target, force: boolean, namespace: string): Promise<Verdict> {
  try {
    const target = given.known ? given : await awaited(given, namespace);
    if (target.known === null) throw new Error(`the API server knows no kind ${target.kind} in ${target.apiVersion}`);
    const path = objectPath(target.known, target.place, target.name);
    const before = await found(path);
    const after = await apply<object>(path, withPlace(target), { force });
    return { kind: before === null ? "created" : isSame(before, after) ? "unchanged" : "changed" };
  } catch (error) {
    return refusal("failed", error);
  }
}

/** How long a kind may take to be served once its definition is there. */
const SERVED = 10_000;

async function awaited(target: Target, namespace: string): Promise<Target> {
  for (const started = Date.now(); ;) {
    const now = located(target, await resources(target.apiVersion), namespace);
    if (now.known || Date.now() - started > SERVED) return now;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

function refusal(kind: "refused" | "failed", error: unknown): Verdict {
  const message = error instanceof Error ? error.message : String(error);
  return { kind, message, conflict: error instanceof KubeError && error.code === 409 };
}
