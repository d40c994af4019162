import { expect, test } from "vitest";
import { selectorText } from "./selector";

test("labels and expressions", () => {
  expect(
    selectorText({
      matchLabels: { app: "web" },
      matchExpressions: [
        { key: "tier", operator: "In", values: ["a", "b"] },
        { key: "old", operator: "DoesNotExist" },
        { key: "new", operator: "Exists" },
      ],
    }),
  ).toBe("app=web,tier in (a,b),!old,new");
  expect(selectorText()).toBe("");
});
