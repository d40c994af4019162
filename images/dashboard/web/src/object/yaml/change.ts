/** What was changed between two states of an object, as a JSON merge patch (RFC 7386). */

type Any = Record<string, unknown>;

const isObject = (value: unknown): value is Any => typeof value === "object" && value !== null && !Array.isArray(value);

export function isSame(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((value, at) => isSame(value, other[at]));
  }
  if (isObject(one) && isObject(other)) {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys].every((key) => isSame(one[key], other[key]));
  }
  return one === other;
}

/** Undefined where nothing is to be done. */
export function mergePatch(before: Any, after: Any): Any | undefined {
  const patch: Any = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [one, other] = [before[key], after[key]];
    if (isSame(one, other)) continue;
    if (other === undefined) patch[key] = null;
    else if (isObject(one) && isObject(other)) patch[key] = mergePatch(one, other);
    else patch[key] = other;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** The fields that a patch changes: `spec.replicas`. */
export function changedFields(patch: Any | undefined, above = ""): string[] {
  return Object.entries(patch ?? {}).flatMap(([key, value]) => {
    const path = above ? `${above}.${key}` : key;
    return isObject(value) ? changedFields(value, path) : [path];
  });
}

/** Fields that both changed, or one of which is in the other. */
export function inBoth(one: string[], other: string[]): string[] {
  const within = (a: string, b: string) => a === b || a.startsWith(`${b}.`);
  return one.filter((a) => other.some((b) => within(a, b) || within(b, a)));
}
