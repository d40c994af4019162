import { expect, test } from "vitest";
import { withSample } from "./usage";

const list = (cpu: string) => ({ items: [{ metadata: { name: "worker-1" }, usage: { cpu, memory: "512Ki" } }] });

test("figures of nodes, their sum and its past", () => {
  const first = withSample(null, list("250m"));
  expect(first.total).toEqual({ cpu: 0.25, memory: 512 * 1024 });
  const second = withSample(first, list("250m"));
  expect(second.nodes.get("worker-1")).toBe(first.nodes.get("worker-1"));
  const third = withSample(second, list("1"));
  expect(third.history.map(({ cpu }) => cpu)).toEqual([0.25, 0.25, 1]);
});
