import { expect, test } from "vitest";
import { read, write } from "./address";

test("filter and order are read as they were written", () => {
  const shown = { filter: "status:crash -web", order: { key: "age", descending: true } };
  expect(read(write(shown))).toEqual(shown);
  expect(write({ filter: "", order: { key: "name", descending: false } })).toBe("");
});
