/** Every kind that the API server knows, custom ones too. */
import { useEffect, useState } from "react";
import { request } from "./kube";

export interface Kind {
  /** "" for the core group. */
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  namespaced: boolean;
  verbs: string[];
  shortNames: string[];
  subresources: string[];
}

interface DiscoveryList {
  items: {
    metadata: { name?: string };
    versions?: {
      version: string;
      resources?: {
        resource: string;
        responseKind: { kind: string };
        scope: "Namespaced" | "Cluster";
        singularResource: string;
        verbs: string[];
        shortNames?: string[];
        subresources?: { subresource: string }[];
      }[];
    }[];
  }[];
}

const DISCOVERY = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

async function discover(root: "/api" | "/apis"): Promise<Kind[]> {
  const response = await request(root, { accept: DISCOVERY });
  const list: DiscoveryList = await response.json();
  return list.items.flatMap((group) =>
    // The first version is the preferred one.
    (group.versions ?? []).slice(0, 1).flatMap(({ version, resources = [] }) =>
      resources.map((one) => ({
        group: group.metadata.name ?? "",
        version,
        kind: one.responseKind.kind,
        plural: one.resource,
        singular: one.singularResource,
        namespaced: one.scope === "Namespaced",
        verbs: one.verbs,
        shortNames: one.shortNames ?? [],
        subresources: (one.subresources ?? []).map(({ subresource }) => subresource),
      })),
    ),
  );
}

let known: Promise<Kind[]> | null = null;

/** All kinds, asked for once; `again` asks anew, for CRDs that came since. */
export function kinds(again = false): Promise<Kind[]> {
  if (known === null || again) {
    known = Promise.all([discover("/api"), discover("/apis")]).then(([core, others]) => [...core, ...others]);
    known.catch(() => (known = null));
  }
  return known;
}

export function useKinds(): Kind[] {
  const [all, setAll] = useState<Kind[]>([]);
  useEffect(() => void kinds().then(setAll, () => {}), []);
  return all;
}

export const apiVersion = ({ group, version }: Pick<Kind, "group" | "version">) =>
  group === "" ? version : `${group}/${version}`;

/** Path of all objects of a kind, in one namespace or in all. */
export function listPath(kind: Pick<Kind, "group" | "version" | "plural">, namespace?: string | null): string {
  const root = kind.group === "" ? `/api/${kind.version}` : `/apis/${kind.group}/${kind.version}`;
  return `${root}${namespace ? `/namespaces/${namespace}` : ""}/${kind.plural}`;
}

/** Path of one object; `namespace` is null for kinds without. */
export function objectPath(
  kind: Pick<Kind, "group" | "version" | "plural">,
  namespace: string | null | undefined,
  name: string,
): string {
  return `${listPath(kind, namespace)}/${encodeURIComponent(name)}`;
}

/** The kind of an owner reference or an involved object. */
export function findKind(all: Kind[], version: string, kind: string): Kind | undefined {
  const group = version.includes("/") ? version.slice(0, version.indexOf("/")) : "";
  return all.find((one) => one.kind === kind && one.group === group);
}

/** What kubectl calls a kind: `pod`, `deployment`, `certificate.example.com` where the name alone would not do. */
export function kubectlName(kind: Pick<Kind, "group" | "singular" | "plural">): string {
  const name = kind.singular || kind.plural;
  const common =
    kind.group === "" ||
    /^(apps|batch|autoscaling|policy|networking\.k8s\.io|rbac.*|storage\.k8s\.io)$/.test(kind.group);
  return common ? name : `${name}.${kind.group}`;
}
