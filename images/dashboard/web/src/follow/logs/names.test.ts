import { expect, test } from "vitest";
import { COLORS, Colors, shortNames } from "./names";

test("names lose what all begin with", () => {
  expect([...shortNames(["web-7d9c-abcde", "web-7d9c-fghij"]).values()]).toEqual(["abcde", "fghij"]);
  expect([...shortNames(["web-1-a", "web-2-a"]).values()]).toEqual(["1-a", "2-a"]);
  expect([...shortNames(["web-0"]).values()]).toEqual(["web-0"]);
  expect([...shortNames(["web", "web-0"]).values()]).toEqual(["web", "web-0"]);
  expect([...shortNames(["a", "b"]).values()]).toEqual(["a", "b"]);
  expect([...shortNames(["web-7d9c6bf5d4-x2x7k", "db-0"]).values()]).toEqual(["web-x2x7k", "db-0"]);
  expect([...shortNames(["web-0", "web-0"]).values()]).toEqual(["web-0"]);
});

test("colours stay, and are all used before one is used again", () => {
  const colors = new Colors();
  const names = Array.from({ length: COLORS }, (_, at) => `pod-${at}`);
  const given = names.map((name) => colors.of(name));
  expect(new Set(given).size).toBe(COLORS);
  expect(names.map((name) => colors.of(name))).toEqual(given);
});
