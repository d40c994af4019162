/** What an action is: the requests that it makes, and the kubectl command that does the same. */
import { type Kind, kubectlName, objectPath } from "../api/kinds";

export interface Call {
  /** The object that it is about. */
  about: string;
  method: "POST" | "PATCH" | "DELETE";
  path: string;
  body?: unknown;
  contentType?: string;
  query?: Record<string, string>;
}

export interface Action {
  command: string;
  calls: Call[];
}

export type KindOf = Pick<Kind, "group" | "version" | "plural" | "singular" | "kind" | "namespaced">;

export interface Target {
  kind: KindOf;
  namespace: string | null;
  name: string;
}

export const MERGE = "application/merge-patch+json";
export const STRATEGIC = "application/strategic-merge-patch+json";
export const FIELD_MANAGER = { fieldManager: "devcluster-dashboard" };

export const pathOf = ({ kind, namespace, name }: Target) => objectPath(kind, namespace, name);

/** A word as a shell takes it. */
export const quote = (word: string) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** `kubectl VERB deployment/web -n team REST`. */
export function kubectl(verb: string, target: Target, ...rest: string[]): string {
  const subject = `${kubectlName(target.kind)}/${target.name}`;
  return ["kubectl", verb, quote(subject), ...place(target.namespace), ...rest].join(" ");
}

export const place = (namespace: string | null) => (namespace ? ["-n", namespace] : []);

/** A change of some of an object's fields. */
export function patchCall(target: Target, body: unknown, contentType = MERGE, subresource = ""): Call {
  const path = pathOf(target) + (subresource && `/${subresource}`);
  return { about: target.name, method: "PATCH", path, body, contentType, query: FIELD_MANAGER };
}
