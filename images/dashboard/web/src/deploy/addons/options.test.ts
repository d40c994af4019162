import { expect, test } from "vitest";
import { type AddonOption, changes, choices, enableCommand } from "./options";

const option = (name: string, type: string, usual: AddonOption["default"], value: AddonOption["value"] = null) => ({
  name,
  about: "",
  type,
  default: usual,
  value,
});

test("only what differs is set, with the type's values", () => {
  const options = [
    option("interval", "integer", 15),
    option("tls", "boolean", false),
    option("names", "list", ["a"]),
    option("mode", "fast|safe", "safe", "fast"),
  ];
  const fields = { interval: "30", tls: "true", names: "a, b", mode: "fast" };
  expect(changes(options, fields)).toEqual({ interval: 30, tls: true, names: ["a", "b"] });
  expect(changes(options, { interval: "many" })).toBeNull();
  expect(changes(options, {})).toEqual({});
});

test("a choice has its words", () => {
  expect(choices("fast|safe")).toEqual(["fast", "safe"]);
  expect(choices("text")).toBeNull();
});

test("the command sets the same", () => {
  expect(enableCommand("metrics", {})).toBe("devcluster addon enable metrics");
  expect(enableCommand("logging", { size: 5, names: ["a", "b"], words: "a b" })).toBe(
    "devcluster addon enable logging --set size=5 --set names=a,b --set 'words=a b'",
  );
});
