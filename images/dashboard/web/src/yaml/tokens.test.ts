import { expect, test } from "vitest";
import { START, tokensOf } from "./tokens";

/** Each part as its kind and text, line by line. */
function parts(text: string) {
  let state = START;
  return text.split("\n").map((line) => {
    const { tokens, after } = tokensOf(line, state);
    state = after;
    return tokens.map(({ from, to, kind }) => `${kind} ${line.slice(from, to)}`);
  });
}

test("keys, values and comments", () => {
  expect(parts("replicas: 3 # three\nname: web\non: true")).toEqual([
    ["key replicas", "mark :", "value 3", "comment # three"],
    ["key name", "mark :"],
    ["key on", "mark :", "value true"],
  ]);
  expect(parts('- "a b": null\n--- # next')).toEqual([
    ["mark -", 'key "a b"', "mark :", "value null"],
    ["mark ---", "comment # next"],
  ]);
});

test("plain texts keep what looks like more", () => {
  expect(parts("image: registry:5000/web:1.0#x\nargs: a, b - c [d]\ncpu: 100m")).toEqual([
    ["key image", "mark :"],
    ["key args", "mark :"],
    ["key cpu", "mark :"],
  ]);
  expect(parts("app.kubernetes.io/name: 'it''s'")[0]).toEqual([
    "key app.kubernetes.io/name",
    "mark :",
    "string 'it''s'",
  ]);
});

test("block scalars last as long as lines are farther in than their owner", () => {
  expect(parts("a:\n  - run: |-\n      x: 1\n\n      # y\n    z: 2")).toEqual([
    ["key a", "mark :"],
    ["mark -", "key run", "mark :", "mark |-"],
    ["string x: 1"],
    [],
    ["string # y"],
    ["key z", "mark :", "value 2"],
  ]);
  expect(parts("- >\n  x: 1\n- 2")[1]).toEqual(["string x: 1"]);
});

test("quoted texts and brackets go over lines", () => {
  expect(parts('a: "one\n  two" # three\nb: 1')).toEqual([
    ["key a", "mark :", 'string "one'],
    ['string   two"', "comment # three"],
    ["key b", "mark :", "value 1"],
  ]);
  expect(parts('{"a":1, b: [x,\n  2]}\nc: d, 3')).toEqual([
    ["mark {", 'key "a"', "mark :", "value 1", "mark ,", "key b", "mark :", "mark [", "mark ,"],
    ["value 2", "mark ]", "mark }"],
    ["key c", "mark :"],
  ]);
});

test("anything ends", () => {
  for (const line of [
    ":",
    "::",
    "a:b:",
    "#",
    "a #",
    "{",
    "}",
    "]:",
    "'",
    '"\\',
    "|",
    "> x",
    "@`",
    "-",
    "- - -1",
    "? x",
    "&a *b !!c",
  ]) {
    expect(() => tokensOf(line, START)).not.toThrow();
  }
});
