import { expect, test } from "vitest";
import { level, pretty } from "./level";

test.each([
  ["E0102 15:04:05.123456       1 main.go:1] it broke", "error"],
  ["W0102 15:04:05.123456       1 main.go:1] it may break", "warn"],
  ["I0102 15:04:05.123456       1 main.go:1] ERROR is a word here", null],
  ['{"level":"error","msg":"x"}', "error"],
  ['{"severity": "WARNING", "msg": "x"}', "warn"],
  ['{"level":"info","msg":"no ERROR"}', null],
  ['time=1 level=warn msg="x"', "warn"],
  ["2026/01/01 00:00:00 [error] 7#7: open() failed", "error"],
  ["java.lang.IllegalStateException: no", "error"],
  ["panic: runtime error", "error"],
  ["Traceback (most recent call last):", "error"],
  ["2026-01-01 WARN slow", "warn"],
  ["found 0 errors", null],
  ["GET /error 200", null],
])("%s", (line, expected) => expect(level(line)).toBe(expected));

test("JSON is shown over several lines", () => {
  expect(pretty('{"a":1}')).toBe('{\n  "a": 1\n}');
  expect(pretty("{no}")).toBeNull();
  expect(pretty("[1]")).toBeNull();
});
