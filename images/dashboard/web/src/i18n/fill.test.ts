import { expect, test } from "vitest";
import { fill } from "./fill";

test("values and numbers are filled in", () => {
  expect(fill("{name} has {n|one pod|{n} pods}", { name: "web", n: 1 })).toBe("web has one pod");
  expect(fill("{name} has {n|one pod|{n} pods}", { name: "web", n: 3 })).toBe("web has 3 pods");
  expect(fill("{missing}")).toBe("{missing}");
});
