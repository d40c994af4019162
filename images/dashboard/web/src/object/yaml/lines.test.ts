import { expect, test } from "vitest";
import { type Line, compare, folded } from "./lines";

const SIGN = { same: " ", gone: "-", new: "+" };
const told = (lines: Line[]) => lines.map(({ kind, text }) => SIGN[kind] + text).join("");
const diff = (before: string, after: string) => told(compare([...before], [...after]));

test("what goes and what comes", () => {
  expect(diff("", "")).toBe("");
  expect(diff("abc", "abc")).toBe(" a b c");
  expect(diff("abc", "axc")).toBe(" a-b+x c");
  expect(diff("ab", "")).toBe("-a-b");
  expect(diff("", "ab")).toBe("+a+b");
  expect(diff("abcde", "acdxe")).toBe(" a-b c d+x e");
  expect(diff("xaby", "zabw")).toBe("-x+z a b-y+w");
});

test("each side is what it was, in as few steps as may be", () => {
  let seed = 7;
  const next = (below: number) => (seed = (seed * 48271) % 2147483647) % below;
  const text = () => Array.from({ length: next(12) }, () => "abc"[next(3)]!);
  for (let round = 0; round < 500; round++) {
    const [before, after] = [text(), text()];
    const lines = compare(before, after);
    expect(lines.filter(({ kind }) => kind !== "new").map(({ text }) => text)).toEqual(before);
    expect(lines.filter(({ kind }) => kind !== "gone").map(({ text }) => text)).toEqual(after);
    for (const { kind, text, at } of lines) expect((kind === "gone" ? before : after)[at]).toBe(text);
    expect(lines.filter(({ kind }) => kind === "same").length).toBe(common(before, after));
  }
});

/** How long the longest common part is. */
function common([first, ...rest]: string[], after: string[]): number {
  if (first === undefined || after.length === 0) return 0;
  const at = after.indexOf(first);
  const without = common(rest, after);
  return at < 0 ? without : Math.max(without, 1 + common(rest, after.slice(at + 1)));
}

test("many lines that differ are all of them", () => {
  const many = (name: string) => Array.from({ length: 3000 }, (_, at) => `${name}${at}`);
  const lines = compare(many("a"), many("b"));
  expect(lines.length).toBe(6000);
  expect(lines[0]!.kind).toBe("gone");
});

test("what did not change is left out, but for a few lines", () => {
  const lines = compare([..."abcdefghijklmnop"], [..."abcdefghijklmnoX"]);
  expect(folded(lines).map(({ lines, hidden }) => [lines.length, hidden])).toEqual([
    [12, true],
    [5, false],
  ]);
  expect(folded(compare([..."abcdef"], [..."abcdeX"])).some(({ hidden }) => hidden)).toBe(false);
});
