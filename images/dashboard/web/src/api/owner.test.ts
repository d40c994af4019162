import { expect, test } from "vitest";
import { workloadOf } from "./owner";

const pod = (owner: { kind: string; name: string } | null, labels: Record<string, string> = {}) =>
  workloadOf({ namespace: "shop", name: "web-5d4f9c-x2x", owner: owner && { ...owner, uid: "1" }, labels });

test("a Deployment stands for its ReplicaSets", () => {
  expect(pod({ kind: "ReplicaSet", name: "web-5d4f9c" }, { "pod-template-hash": "5d4f9c" })).toMatchObject({
    kind: "Deployment",
    plural: "deployments",
    namespace: "shop",
    name: "web",
  });
});

test("a ReplicaSet without the Deployment's label is nobody's", () => {
  expect(pod({ kind: "ReplicaSet", name: "web-5d4f9c" })).toMatchObject({ kind: "ReplicaSet", name: "web-5d4f9c" });
});

test("static pods and those of custom kinds stand for themselves", () => {
  expect(pod({ kind: "Node", name: "control-plane-1" }).kind).toBe("Pod");
  expect(pod({ kind: "SparkApplication", name: "pi" }).name).toBe("web-5d4f9c-x2x");
  expect(pod(null).kind).toBe("Pod");
});
