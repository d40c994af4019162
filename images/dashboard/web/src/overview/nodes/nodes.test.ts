import { expect, test } from "vitest";
import { node, pod, trouble } from "../diagnosis/samples";
import { NOWHERE, byNode, requested } from "./byNode";
import { countTones, podTone } from "./health";
import { inOrder, nodeState, roleOf } from "./nodeState";

test("a node whose pods did not change keeps its list", () => {
  const pods = [pod("a"), pod("b", { node: "worker-2" }), pod("c", { node: null })];
  const first = byNode(pods, new Map());
  expect([...first.keys()]).toEqual(["worker-1", "worker-2", NOWHERE]);
  const second = byNode([pods[0]!, { ...pods[1]!, ready: 0 }, pods[2]!], first);
  expect(second.get("worker-1")).toBe(first.get("worker-1"));
  expect(second.get("worker-2")).not.toBe(first.get("worker-2"));
});

test("ended pods ask for nothing", () => {
  const requests = { cpu: 0.5, memory: 100, gpu: 1 };
  expect(requested([pod("a", { requests }), pod("b", { requests, phase: "Succeeded" })])).toEqual(requests);
});

test("a pod's tone", () => {
  expect(podTone(pod("a"))).toBe("good");
  expect(podTone(pod("a", { phase: "Pending", ready: 0 }))).toBe("warn");
  expect(podTone(pod("a", { ready: 0, trouble: [trouble("Unready")] }))).toBe("warn");
  expect(podTone(pod("a", { trouble: [trouble("CrashLoopBackOff")] }))).toBe("bad");
  expect(podTone(pod("a", { phase: "Pending", trouble: [trouble("Unschedulable")] }))).toBe("bad");
  expect(podTone(pod("a", { phase: "Succeeded", status: "Completed", ready: 0 }))).toBe("idle");
  expect(countTones([pod("a"), pod("b", { phase: "Failed" })])).toEqual({ good: 1, warn: 0, bad: 1, idle: 0 });
});

test("nodes in the order that people look for them", () => {
  const plane = node("zeta");
  plane.metadata.labels = { "node-role.kubernetes.io/control-plane": "" };
  const fake = node("alpha");
  fake.metadata.annotations = { "kwok.x-k8s.io/node": "fake" };
  const ordered = inOrder([fake, node("worker-10"), node("worker-2"), plane]);
  expect(ordered.map(({ metadata }) => metadata.name)).toEqual(["zeta", "worker-2", "worker-10", "alpha"]);
  expect(roleOf(fake)).toBe("simulated");
});

test("a node's state", () => {
  expect(nodeState(node("a")).key).toBe("ready");
  expect(nodeState(node("a", "Unknown"))).toMatchObject({ key: "notReady", tone: "bad" });
  expect(nodeState({ ...node("a"), spec: { unschedulable: true } })).toMatchObject({ key: "cordoned", tone: "warn" });
});
