/** What comes of an object: what applying it would do, or has done. */

export type Verdict =
  | { kind: "waiting" | "checking" | "create" | "change" | "unchanged" | "applying" | "created" | "changed" }
  /** Its namespace or kind comes from another object of the same texts. */
  | { kind: "later" }
  | { kind: "refused" | "failed"; message: string; conflict: boolean };

/** Whether two states of an object are the same but for what the API server counts, and what controllers tell. */
export function isSame(before: object, after: object): boolean {
  return JSON.stringify(sorted(essence(before))) === JSON.stringify(sorted(essence(after)));
}

function essence(object: object): object {
  const { metadata, status: _, ...rest } = object as { metadata?: Record<string, unknown>; status?: unknown };
  const { managedFields: _fields, resourceVersion: _version, generation: _generation, ...kept } = metadata ?? {};
  return { ...rest, metadata: kept };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
