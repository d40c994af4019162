import { expect, test } from "vitest";
import { isSame } from "./verdict";

test("versions, managed fields, status and the order of fields make no difference", () => {
  const before = {
    kind: "A",
    spec: { a: 1, b: [1] },
    metadata: { name: "x", resourceVersion: "1" },
    status: { ready: 1 },
  };
  const after = { metadata: { resourceVersion: "2", managedFields: [], name: "x" }, spec: { b: [1], a: 1 }, kind: "A" };
  expect(isSame(before, after)).toBe(true);
  expect(isSame(before, { ...after, spec: { a: 2, b: [1] } })).toBe(false);
  expect(isSame(before, { ...after, metadata: { name: "x", labels: { a: "b" } } })).toBe(false);
});
