import { expect, test } from "vitest";
import type { PodRow } from "../../../api/objects";
import { wanted } from "./wanted";

const pod = (uid: string, name: string, names = ["main"]): PodRow => ({
  uid,
  namespace: "default",
  name,
  created: `2026-01-01T00:00:0${uid}Z`,
  node: null,
  ip: null,
  phase: "Running",
  status: "Running",
  ready: 1,
  containers: 1,
  restarts: 0,
  deleting: false,
  owner: null,
  labels: {},
  requests: { cpu: 0, memory: 0, gpu: 0 },
  names,
  trouble: [],
});
const keys = (all: { key: string }[]) => all.map(({ key }) => key);

test("all pods of a selector, each with all of its containers", () => {
  const rows = [pod("2", "b"), pod("1", "a", ["main", "proxy"])];
  expect(keys(wanted(rows, { pods: [], selector: "app=web" }, new Set()))).toEqual(["1/main", "1/proxy", "2/main"]);
  expect(keys(wanted(rows, { pods: [], selector: "app=web", container: "main" }, new Set()))).toEqual([
    "1/main",
    "2/main",
  ]);
});

test("chosen pods, and those that took their place", () => {
  const rows = [pod("1", "a"), pod("2", "b"), pod("3", "c")];
  expect(keys(wanted(rows, { pods: ["a"], selector: "app=web" }, new Set(["1", "2"])))).toEqual(["1/main", "3/main"]);
  expect(keys(wanted(rows, { pods: ["a"] }, new Set(["1", "2"])))).toEqual(["1/main"]);
  expect(wanted(rows, { pods: [] }, new Set())).toEqual([]);
});
