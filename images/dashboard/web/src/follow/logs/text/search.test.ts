import { expect, test } from "vitest";
import { spans } from "./ansi";
import { finder, segments } from "./search";

test("text is found as it is written, capital letters only where they are asked for", () => {
  expect(finder({ text: "a.b", regular: false })?.("xA.B a.b axb")).toEqual([
    [1, 4],
    [5, 8],
  ]);
  expect(finder({ text: "A", regular: false })?.("aA")).toEqual([[1, 2]]);
  expect(finder({ text: "", regular: false })).toBeNull();
});

test("regular expressions", () => {
  expect(finder({ text: "\\d+", regular: true })?.("a12b3")).toEqual([
    [1, 3],
    [4, 5],
  ]);
  expect(finder({ text: "\\Sb", regular: true })?.("AB")).toEqual([[0, 2]]);
  expect(finder({ text: "x*", regular: true })?.("abc")).toEqual([]);
  expect(() => finder({ text: "(", regular: true })).toThrow();
});

test("what is found goes through parts of several looks", () => {
  const parts = spans("ab\x1b[31mcd\x1b[0mef");
  const cut = segments(parts, [[1, 5]]);
  expect(cut.map(({ text, found, look }) => [text, found, look.color])).toEqual([
    ["a", false, undefined],
    ["b", true, undefined],
    ["cd", true, "red"],
    ["e", true, undefined],
    ["f", false, undefined],
  ]);
  expect(segments(parts, [])).toHaveLength(3);
});
