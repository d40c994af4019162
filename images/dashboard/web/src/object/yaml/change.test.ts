import { expect, test } from "vitest";
import { changedFields, inBoth, mergePatch } from "./change";

test("a patch has what changed and nothing else; lists are whole", () => {
  const before = { metadata: { labels: { a: "1", b: "2" } }, spec: { replicas: 1, list: [{ x: 1 }], same: [1] } };
  const after = { metadata: { labels: { a: "1" } }, spec: { replicas: 2, list: [{ x: 2 }], same: [1], more: {} } };
  const patch = mergePatch(before, after);
  expect(patch).toEqual({
    metadata: { labels: { b: null } },
    spec: { replicas: 2, list: [{ x: 2 }], more: {} },
  });
  expect(changedFields(patch)).toEqual(["metadata.labels.b", "spec.replicas", "spec.list"]);
  expect(mergePatch(before, structuredClone(before))).toBeUndefined();
});

test("fields that two have changed", () => {
  expect(inBoth(["spec.a", "spec.b.c"], ["spec.b"])).toEqual(["spec.b.c"]);
  expect(inBoth(["spec.a"], ["spec.ab"])).toEqual([]);
});
