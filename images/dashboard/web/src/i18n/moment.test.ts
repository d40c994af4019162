import { expect, test } from "vitest";
import { age, bytes, quantity } from "./moment";

test("ages are kubectl's", () => {
  const now = Date.parse("2026-01-02T00:00:00Z");
  expect(age("2026-01-01T23:59:00Z", now)).toBe("60s");
  expect(age("2026-01-01T21:00:00Z", now)).toBe("3h");
  expect(age(null)).toBe("–");
});

test("quantities", () => {
  expect(quantity("100m")).toBeCloseTo(0.1);
  expect(quantity("2Gi")).toBe(2 ** 31);
  expect(quantity("1e3")).toBe(1000);
  expect(quantity(undefined)).toBe(0);
  expect(bytes(1536)).toBe("1.5 KiB");
});
