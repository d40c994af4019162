import { expect, test } from "vitest";
import { decoded, sizeOf } from "./data";

test("base64 is read as text where it is some", () => {
  expect(decoded(btoa("hello"))).toBe("hello");
  expect(decoded("44GC")).toBe("あ");
  expect(decoded("/////w==")).toBeNull();
  expect(sizeOf(btoa("hello"), true)).toBe(5);
  expect(sizeOf("あ", false)).toBe(3);
});
