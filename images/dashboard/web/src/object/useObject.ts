import { useEffect, useRef } from "react";
import { type Kind, listPath } from "../api/kinds";
import type { KubeObject } from "../api/objects";
import { type Rows, useRows } from "../api/rows";

export interface Live extends Pick<Rows<unknown>, "state" | "message" | "code"> {
  object: KubeObject | null;
  /** It was there and is not any more: `object` is what it was last. */
  gone: boolean;
}

/** One object, live; where it goes, what it was last. */
export function useObject(kind: Kind | undefined, namespace: string | null, name: string): Live {
  const path = kind ? listPath(kind, namespace) : null;
  const fieldSelector = `metadata.name=${name}`;
  const { rows, state, message, code } = useRows<KubeObject>({ path, view: "object", fieldSelector });
  // One that is made anew under the same name is the later one.
  const now = rows.toSorted((one, other) =>
    other.metadata.creationTimestamp.localeCompare(one.metadata.creationTimestamp),
  )[0];
  const key = `${path}/${name}`;
  const last = useRef<{ key: string; object: KubeObject } | null>(null);
  useEffect(() => {
    if (now) last.current = { key, object: now };
  }, [now, key]);
  const before = last.current?.key === key ? last.current.object : null;
  return { object: now ?? before, gone: !now && before !== null && state === "live", state, message, code };
}
