import { expect, test } from "vitest";
import { toggled } from "./selection";

const rows = ["a", "b", "c", "d"].map((uid) => ({ uid }));

test("one row, and a range from the last one", () => {
  expect([...toggled(rows, new Set(), "b", null)]).toEqual(["b"]);
  expect([...toggled(rows, new Set(["b"]), "b", null)]).toEqual([]);
  expect([...toggled(rows, new Set(["b"]), "d", "b")]).toEqual(["b", "c", "d"]);
  expect([...toggled(rows, new Set(["d"]), "a", "c")]).toEqual(["d", "a", "b", "c"]);
});
