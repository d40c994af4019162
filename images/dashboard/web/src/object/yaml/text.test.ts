import { expect, test } from "vitest";
import { editable, hidden, toText } from "./text";

const object = {
  status: { ready: true },
  spec: { a: 1 },
  metadata: {
    name: "web",
    uid: "u",
    resourceVersion: "1",
    creationTimestamp: "now",
    labels: { app: "web" },
  },
  kind: "Thing",
  apiVersion: "v1",
};

test("fields are in the order in which people write them", () => {
  expect(toText(object).match(/^\w+/gm)).toEqual(["apiVersion", "kind", "metadata", "spec", "status"]);
});

test("what the API server sets is not edited", () => {
  expect(editable(object)).toEqual({
    apiVersion: "v1",
    kind: "Thing",
    metadata: { name: "web", labels: { app: "web" } },
    spec: { a: 1 },
  });
});

test("values of Secrets are hidden, their names are not", () => {
  const text = toText(hidden({ ...object, data: { password: "aHVudGVy" } }));
  expect(text).not.toContain("aHVudGVy");
  expect(text).toContain("password:");
});
