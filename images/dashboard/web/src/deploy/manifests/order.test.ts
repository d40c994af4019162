import { expect, test } from "vitest";
import { inOrder } from "./order";

test("namespaces and definitions come first, webhooks last", () => {
  const kinds = ["APIService", "Deployment", "Widget", "Service", "CustomResourceDefinition", "Pod", "Namespace"];
  expect(inOrder(kinds.map((kind) => ({ kind }))).map(({ kind }) => kind)).toEqual([
    "Namespace",
    "CustomResourceDefinition",
    "Service",
    "Deployment",
    "Widget",
    "Pod",
    "APIService",
  ]);
});
