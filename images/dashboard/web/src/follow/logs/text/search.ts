/** What is searched for in a log, and where it is found in a line. */
import type { Span } from "./ansi";

export interface Query {
  text: string;
  regular: boolean;
}

/** Finds all places in a text. Null where nothing is searched for. */
export type Finder = ((text: string) => [from: number, until: number][]) | null;

/** More in one line are not marked. */
const MOST = 200;

/** Fails with the words of the regular expression's error. Capital letters count where the query has any. */
export function finder({ text, regular }: Query): Finder {
  if (text === "") return null;
  const source = regular ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const expression = new RegExp(source, /[A-Z]/.test(regular ? text.replace(/\\./g, "") : text) ? "gu" : "giu");
  return (line) => {
    const found: [number, number][] = [];
    for (const match of line.matchAll(expression)) {
      if (match[0] !== "") found.push([match.index, match.index + match[0].length]);
      if (found.length === MOST) break;
    }
    return found;
  };
}

export interface Segment extends Span {
  found: boolean;
}

/** Cuts parts that look alike where something was found. */
export function segments(parts: Span[], ranges: [number, number][]): Segment[] {
  const cut: Segment[] = [];
  let start = 0;
  for (const { text, look } of parts) {
    let from = 0;
    while (from < text.length) {
      const place = start + from;
      const range = ranges.find(([, until]) => until > place);
      const found = range !== undefined && range[0] <= place;
      const until = range === undefined ? text.length : Math.min(text.length, (found ? range[1] : range[0]) - start);
      cut.push({ text: text.slice(from, until), look, found });
      from = until;
    }
    start += text.length;
  }
  return cut;
}
