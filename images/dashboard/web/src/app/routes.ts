/** Addresses of the pages. */
import type { Kind } from "../api/kinds";

type KindOf = Pick<Kind, "group" | "version" | "plural">;

export const PODS: KindOf = { group: "", version: "v1", plural: "pods" };
export const NODES: KindOf = { group: "", version: "v1", plural: "nodes" };
export const DEPLOYMENTS: KindOf = { group: "apps", version: "v1", plural: "deployments" };

export const OVERVIEW = "/";
export const EXPLORE = "/explore/:group/:version/:plural";
export const OBJECT = "/object/:group/:version/:plural/:namespace/:name";
export const LOGS = "/logs";
export const DEPLOY = "/deploy";
export const ADDONS = "/addons";
export const IMAGES = "/images";
export const MAP = "/map";

/** The core group and no namespace have no name; an address needs one. */
export const groupIn = (group: string) => group || "core";
export const groupOf = (word: string) => (word === "core" ? "" : word);
export const NO_NAMESPACE = "-";

export const explorePath = ({ group, version, plural }: KindOf) => `/explore/${groupIn(group)}/${version}/${plural}`;

export function objectPage(kind: KindOf, namespace: string | null | undefined, name: string, tab?: string): string {
  const place = `${groupIn(kind.group)}/${kind.version}/${kind.plural}/${namespace || NO_NAMESPACE}`;
  return `/object/${place}/${encodeURIComponent(name)}${tab ? `?tab=${tab}` : ""}`;
}

/** Logs of pods by name or by labels (`app=web`); `container` narrows them. */
export function logsPage(at: { namespace: string; pods?: string[]; selector?: string; container?: string }): string {
  const query = new URLSearchParams({ namespace: at.namespace });
  at.pods?.forEach((pod) => query.append("pod", pod));
  if (at.selector) query.set("selector", at.selector);
  if (at.container) query.set("container", at.container);
  return `${LOGS}?${query}`;
}
