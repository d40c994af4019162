/** What the parts of a YAML text are, line by line, as far as colours need to know it. */

export type Kind = "key" | "string" | "value" | "comment" | "mark";

export interface Token {
  from: number;
  to: number;
  kind: Kind;
}

/** What goes on from one line to the next. */
export interface State {
  /** How far in the owner of a block scalar stands; null outside of one. */
  block: number | null;
  /** The quote that is still to come. */
  quote: string;
  /** How many brackets are open. */
  depth: number;
}

export const START: State = { block: null, quote: "", depth: 0 };

const PART =
  /(?<space>\s+)|(?<comment>(?<=^|\s)#.*)|(?<string>"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)|(?<block>[|>][-+\d]*(?=\s*(?:#.*)?$))|(?<mark>[-?](?=\s|$)|[:,[\]{}]|[&*!]\S*)|(?<plain>)/y;
const PLAIN = /(?:[^\s:#]|:(?=\S)|(?<=\S)#|\s+(?![\s:#]|$))+/y;
const PLAIN_IN_BRACKETS = /(?:[^\s:#,[\]{}]|:(?=[^\s,[\]{}])|(?<=\S)#|\s+(?![\s:#,[\]{}]|$))+/y;
const VALUE = /^(?:[-+]?(?:\d[\d_]*\.?\d*(?:e[-+]?\d+)?|\.inf)|0x[\da-f]+|0o[0-7]+|\.nan|true|false|yes|no|null|~)$/i;
const REST_OF_QUOTED: Record<string, RegExp> = { '"': /^(?:[^"\\]|\\.)*"?/, "'": /^(?:[^']|'')*'?/ };

const isClosed = (quoted: string) =>
  quoted.length > 1 && (quoted[0] === "'" ? /^'(?:[^']|'')*'$/ : /^"(?:[^"\\]|\\.)*"$/).test(quoted);

/** A line that is longer is left as it is. */
const MOST = 10_000;

/** The parts of a line, and what the next line begins with. */
export function tokensOf(line: string, before: State): { tokens: Token[]; after: State } {
  if (line.length > MOST) return { tokens: [], after: before };
  const indent = line.search(/\S/);
  if (before.block !== null) {
    if (indent < 0) return { tokens: [], after: before };
    if (indent > before.block) return { tokens: [{ from: indent, to: line.length, kind: "string" }], after: before };
  }
  const tokens: Token[] = [];
  let { quote, depth } = before;
  let block: number | null = null;
  let at = 0;
  const add = (length: number, kind: Kind | null) => {
    if (kind && length > 0) tokens.push({ from: at, to: at + length, kind });
    at += length;
  };
  if (quote) {
    const [rest = ""] = REST_OF_QUOTED[quote]!.exec(line) ?? [];
    add(rest.length, "string");
    if (isClosed(quote + rest)) quote = "";
  } else if (/^(?:---|\.\.\.)(?:\s|$)|^%/.test(line)) add(line.startsWith("%") ? line.length : 3, "mark");
  let owner = Math.max(indent, 0);
  while (at < line.length) {
    PART.lastIndex = at;
    const parts = PART.exec(line)?.groups ?? {};
    if (parts.space) add(parts.space.length, null);
    else if (parts.comment) add(parts.comment.length, "comment");
    else if (parts.string) {
      const { string } = parts;
      const isKey = /^\s*:/.test(line.slice(at + string.length));
      if (isKey && depth === 0) owner = at;
      if (!isClosed(string)) quote = string[0]!;
      add(string.length, isKey ? "key" : "string");
    } else if (parts.block) {
      block = owner;
      add(parts.block.length, "mark");
    } else if (parts.mark) {
      const { mark } = parts;
      if ("[{".includes(mark)) depth++;
      else if ("]}".includes(mark)) depth = Math.max(0, depth - 1);
      else if (mark === "-") owner = at;
      add(mark.length, "mark");
    } else {
      const pattern = depth > 0 ? PLAIN_IN_BRACKETS : PLAIN;
      pattern.lastIndex = at;
      const plain = pattern.exec(line)?.[0] ?? line[at]!;
      const isKey = /^\s*:(?:\s|$)/.test(line.slice(at + plain.length));
      if (isKey && depth === 0) owner = at;
      add(plain.length, isKey ? "key" : VALUE.test(plain) ? "value" : null);
    }
  }
  return { tokens, after: { block, quote, depth } };
}
