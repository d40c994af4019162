/** The log of the pods that are asked for, live. */
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { PodRow } from "../../api/objects";
import { type Rows, useRows } from "../../api/rows";
import { type Followed, Follower } from "./sources/follower";
import type { Options } from "./sources/source";
import { type Choice, wanted } from "./sources/wanted";

const NOTHING: Followed = { lines: [], dropped: 0, total: 0, sources: [], left: 0 };

export interface Log {
  followed: Followed;
  pods: Rows<PodRow>;
  /** Asks again for what was refused or has failed. */
  retry: () => void;
}

export function useLog(namespace: string, choice: Choice, options: Options): Log {
  const { pods: names, selector, container } = choice;
  const only = selector === undefined && names.length === 1 ? `metadata.name=${names[0]}` : undefined;
  const pods = useRows<PodRow>({
    path: `/api/v1/namespaces/${namespace}/pods`,
    view: "pod",
    labelSelector: selector,
    fieldSelector: only,
  });
  const key = JSON.stringify([namespace, names, selector, container, options]);
  const [follower, setFollower] = useState<Follower | null>(null);
  const known = useRef<Set<string> | null>(null);
  useEffect(() => {
    known.current = null;
    const made = new Follower(options);
    setFollower(made);
    return () => made.end();
    // All that the follower depends on is in the key.
  }, [key]);
  useEffect(() => {
    if (!follower || pods.state === "loading") return;
    known.current ??= new Set(pods.rows.map(({ uid }) => uid));
    follower.follow(wanted(pods.rows, choice, known.current));
  }, [follower, pods, key]);
  const nothing = useMemo(() => () => () => {}, []);
  const followed = useSyncExternalStore(follower?.subscribe ?? nothing, () => follower?.shown ?? NOTHING);
  return { followed, pods, retry: () => follower?.retry() };
}
