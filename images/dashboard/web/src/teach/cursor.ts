/** Between places in a YAML text and paths of fields. */
import { type Document, type Node, type Pair, isMap, isScalar, isSeq, parseDocument } from "yaml";
import type { Path } from "./schema";

const columnAt = (text: string, offset: number) => offset - (text.lastIndexOf("\n", offset - 1) + 1);

/** How far in the line of an offset begins; where it is empty, how far in the cursor is. */
function indentAt(text: string, offset: number): number {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const end = text.indexOf("\n", start);
  const line = text.slice(start, end < 0 ? undefined : end);
  return line.trim() === "" ? offset - start : line.search(/\S/);
}

const isSameLine = (text: string, one: number, other: number) =>
  !text.slice(Math.min(one, other), Math.max(one, other)).includes("\n");

const keyOf = (pair: Pair) => (isScalar(pair.key) ? String(pair.key.value) : "");
const startOf = (node: unknown) => (node as Node | null)?.range?.[0] ?? 0;

/** The path of the field at an offset of the text, which need not be right YAML yet. */
export function pathAt(text: string, offset: number): Path {
  const path: Path = [];
  const indent = indentAt(text, offset);
  let node: unknown = parseDocument(text).contents;
  for (;;) {
    if (isMap(node)) {
      const pair = node.items.findLast(({ key }) => startOf(key) <= offset);
      if (!pair) return path;
      const at = startOf(pair.key);
      if (!isSameLine(text, at, offset) && indent <= columnAt(text, at)) {
        // A list may stand as far in as the key that it belongs to.
        const isList = isSeq(pair.value) && startOf(pair.value) <= offset && indent === columnAt(text, at);
        const line = text.slice(text.lastIndexOf("\n", offset - 1) + 1).trimStart();
        if (!isList || !line.startsWith("-")) return path;
      }
      path.push(keyOf(pair));
      node = pair.value;
    } else if (isSeq(node)) {
      const at = node.items.findLastIndex((item) => startOf(item) <= offset + 2);
      if (at < 0) return path;
      path.push(at);
      node = node.items[at];
    } else return path;
  }
}

/** `spec.containers[0].image`, `.spec.containers[name="web"].image` as a path of the document. */
export function parseField(field: string, document: Document): Path {
  const path: Path = [];
  for (const [, name, quoted, at, key, value] of field.matchAll(
    /([^.[\]"]+)|\["([^"]+)"\]|\[(\d+)\]|\[(\w+)="?([^\]"]*)"?[^\]]*\]/g,
  )) {
    if (at !== undefined) path.push(Number(at));
    else if (key !== undefined) path.push(indexOf(document, path, key, value ?? ""));
    else path.push(name ?? quoted ?? "");
  }
  return path;
}

function indexOf(document: Document, path: Path, key: string, value: string): number {
  const list = document.getIn(path);
  if (!isSeq(list)) return 0;
  return Math.max(
    0,
    list.items.findIndex((item) => isMap(item) && String(item.get(key)) === value),
  );
}

/** Where a field stands: from its key to the end of its line; its nearest ancestor where it is not there. */
export function rangeOf(text: string, document: Document, path: Path): { from: number; to: number } {
  for (let length = path.length; length > 0; length--) {
    const parent: unknown = length === 1 ? document.contents : document.getIn(path.slice(0, length - 1), true);
    const step = path[length - 1]!;
    const node = isMap(parent)
      ? parent.items.find((pair) => keyOf(pair) === String(step))?.key
      : isSeq(parent)
        ? parent.items[Number(step)]
        : undefined;
    if (!node) continue;
    const from = startOf(node);
    const end = text.indexOf("\n", from);
    return { from, to: end < 0 ? text.length : end };
  }
  const end = text.indexOf("\n");
  return { from: 0, to: end < 0 ? text.length : end };
}
