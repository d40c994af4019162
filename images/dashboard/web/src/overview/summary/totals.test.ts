import { expect, test } from "vitest";
import { node, pod, trouble } from "../diagnosis/samples";
import { curve, totals } from "./totals";

test("the cluster in numbers", () => {
  const requests = { cpu: 1, memory: 10, gpu: 0 };
  const found = totals(
    [node("a"), node("b", "False")],
    [
      pod("one", { requests }),
      pod("two", { requests, phase: "Succeeded" }),
      pod("three", { requests, node: null, phase: "Pending", trouble: [trouble("Unschedulable")] }),
    ],
  );
  expect(found).toMatchObject({ nodes: 2, readyNodes: 1, pods: 2, running: 1 });
  expect(found.allocatable.cpu).toBe(4);
  expect(found.requested.cpu).toBe(1);
  expect(found.tones.bad).toBe(1);
});

test("a curve ends at the right", () => {
  expect(curve([0, 1], 10, 10, 2)).toBe("0.0,10.0 10.0,1.3");
  expect(curve([1], 10, 10, 3)).toBe("10.0,1.3");
});
