import { type Action, type Target, kubectl, patchCall, quote } from "./action";

export type Labels = Record<string, string>;

/** What has to be written to come from one set of labels to another; null takes one away. */
export function labelChanges(before: Labels, after: Labels): Record<string, string | null> {
  const changes: Record<string, string | null> = {};
  for (const [key, value] of Object.entries(after)) if (before[key] !== value) changes[key] = value;
  for (const key of Object.keys(before)) if (!(key in after)) changes[key] = null;
  return changes;
}

export function relabel(target: Target, before: Labels, after: Labels): Action {
  const changes = labelChanges(before, after);
  const words = Object.entries(changes).map(([key, value]) => quote(value === null ? `${key}-` : `${key}=${value}`));
  const overwrites = Object.entries(changes).some(([key, value]) => value !== null && key in before);
  return {
    command: kubectl("label", target, ...words, ...(overwrites ? ["--overwrite"] : [])),
    calls: words.length === 0 ? [] : [patchCall(target, { metadata: { labels: changes } })],
  };
}

const VALUE = /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/;
const KEY = /^([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/;

/** Whether a label is one that Kubernetes takes. */
export const isLabel = (key: string, value: string) => KEY.test(key) && VALUE.test(value);
