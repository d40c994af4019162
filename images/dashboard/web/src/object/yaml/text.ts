/** Objects as YAML: whole to read, without what the API server sets to edit, Secrets without their values. */
import { stringify } from "yaml";
import type { KubeObject } from "../../api/objects";

type Any = Record<string, unknown>;

const FIRST = ["apiVersion", "kind", "metadata", "spec", "data"];

/** In the order in which people write them. */
function ordered(object: Any): Any {
  const rest = Object.keys(object).filter((key) => !FIRST.includes(key) && key !== "status");
  const keys = [...FIRST, ...rest, "status"].filter((key) => object[key] !== undefined);
  return Object.fromEntries(keys.map((key) => [key, object[key]]));
}

export function toText(object: object): string {
  return stringify(ordered(object as Any), { lineWidth: 0, indentSeq: false, aliasDuplicateObjects: false });
}

const SET_BY_SERVER = ["uid", "resourceVersion", "creationTimestamp", "generation", "selfLink", "managedFields"];

/** What of an object can be changed. */
export function editable(object: KubeObject): Any {
  const { status: _, metadata, ...rest } = object as Any & KubeObject;
  const kept = Object.entries(metadata).filter(([key]) => !SET_BY_SERVER.includes(key));
  return { ...rest, metadata: Object.fromEntries(kept) };
}

const HIDDEN = "••••••";

/** A Secret whose values are not to be seen. */
export function hidden(object: KubeObject): KubeObject {
  const { data } = object as { data?: Record<string, string> };
  return data ? { ...object, data: Object.fromEntries(Object.keys(data).map((key) => [key, HIDDEN])) } : object;
}

/** The kind as the list that it came from did not say it. */
export const named = (object: KubeObject, apiVersion: string, kind: string): KubeObject => ({
  ...object,
  apiVersion: object.apiVersion ?? apiVersion,
  kind: object.kind ?? kind,
});
