import { expect, test } from "vitest";
import { stateOf } from "./status";

const object = (rest: object, metadata: object = {}) => ({
  metadata: { name: "x", uid: "u", creationTimestamp: "", resourceVersion: "", ...metadata },
  ...rest,
});

test("pods", () => {
  const waiting = { state: { waiting: { reason: "ImagePullBackOff" } }, ready: false };
  expect(stateOf("Pod", object({ status: { phase: "Pending", containerStatuses: [waiting] } }))).toEqual({
    word: "ImagePullBackOff",
    tone: "bad",
  });
  const running = { state: { running: {} }, ready: false };
  expect(stateOf("Pod", object({ status: { phase: "Running", containerStatuses: [running] } }))?.tone).toBe("warn");
  expect(stateOf("Pod", object({}, { deletionTimestamp: "now" }))?.word).toBe("Terminating");
});

test("workloads and nodes", () => {
  expect(stateOf("Deployment", object({ spec: { replicas: 3 }, status: { readyReplicas: 2 } }))).toEqual({
    word: "2/3 ready",
    tone: "warn",
  });
  const conditions = [{ type: "Ready", status: "True" }];
  expect(stateOf("Node", object({ spec: { unschedulable: true }, status: { conditions } }))).toEqual({
    word: "Ready, SchedulingDisabled",
    tone: "warn",
  });
});

test("any other kind, by its phase or its conditions", () => {
  expect(stateOf("PersistentVolumeClaim", object({ status: { phase: "Bound" } }))?.tone).toBe("good");
  const conditions = [{ type: "Ready", status: "False", reason: "NoIssuer" }];
  expect(stateOf("Certificate", object({ status: { conditions } }))).toEqual({ word: "NoIssuer", tone: "bad" });
  expect(stateOf("ConfigMap", object({}))).toBeNull();
});
