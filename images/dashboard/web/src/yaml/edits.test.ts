import { expect, test } from "vitest";
import { indentAfter } from "./edits";

test("a line goes on as far in as what it belongs to", () => {
  const cases: [string, number][] = [
    ["", 0],
    ["kind: Pod", 0],
    ["spec:", 2],
    ["  template: ", 4],
    ["  - name: a", 4],
    ["  - name:", 6],
    ["  -", 4],
    ["  - ", 4],
    ["- - a", 4],
    ["  run: |-", 4],
    ["  args: [", 4],
    ["    ", 4],
    ["a: b:c", 0],
  ];
  for (const [before, indent] of cases) expect([before, indentAfter(before).length]).toEqual([before, indent]);
});
