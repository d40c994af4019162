/** The lines that are shown: those that match, of the pods that are not hidden; still while somebody reads. */
import { useMemo, useRef } from "react";
import type { Followed } from "./sources/follower";
import type { LogLine } from "./sources/line";
import { type Finder, type Query, finder } from "./text/search";

export interface Shown {
  lines: LogLine[];
  find: Finder;
  /** Of a regular expression that is none. */
  problem: string | null;
  /** Indices of lines with a match. */
  matches: number[];
  /** Lines that came since the view stands still. */
  more: number;
  dropped: number;
}

export function useLines(
  followed: Followed,
  query: Query,
  only: boolean,
  hidden: ReadonlySet<string>,
  follows: boolean,
): Shown {
  const still = useRef(followed);
  if (follows || still.current.lines.length === 0 || followed.total < still.current.total) still.current = followed;
  const from = still.current;
  const [find, problem] = useMemo((): [Finder, string | null] => {
    try {
      return [finder(query), null];
    } catch (error) {
      return [null, error instanceof Error ? error.message : String(error)];
    }
  }, [query]);
  const { lines, matches } = useMemo(() => {
    const visible = hidden.size === 0 ? from.lines : from.lines.filter(({ pod }) => !hidden.has(pod));
    if (!find) return { lines: visible, matches: [] };
    const isMatch = ({ text }: LogLine) => find(text).length > 0;
    if (only) {
      const found = visible.filter(isMatch);
      return { lines: found, matches: found.map((_, at) => at) };
    }
    const found: number[] = [];
    visible.forEach((line, at) => isMatch(line) && found.push(at));
    return { lines: visible, matches: found };
  }, [from, find, only, hidden]);
  return { lines, find, problem, matches, more: followed.total - from.total, dropped: from.dropped };
}
