import { expect, test } from "vitest";
import { read, selectorText } from "./address";

test("the address says what is shown", () => {
  expect(read("namespace=shop&pod=a&pod=b&container=main", "default")).toEqual({
    namespace: "shop",
    pods: ["a", "b"],
    selector: undefined,
    container: "main",
  });
  expect(read("", "default")).toMatchObject({ namespace: "default", pods: [] });
});

test("selectors are written as the API server reads them", () => {
  const matchExpressions = [
    { key: "tier", operator: "In", values: ["a", "b"] },
    { key: "old", operator: "DoesNotExist" },
  ];
  expect(selectorText({ matchLabels: { app: "web" }, matchExpressions })).toBe("app=web,tier in (a,b),!old");
});
