import { expect, test } from "vitest";
import type { Workload } from "../../api/objects";
import { rolloutOf } from "./rollout";

const workload = (spec: object, status: object): Workload => ({
  metadata: { name: "x", uid: "u", creationTimestamp: "", resourceVersion: "", generation: 2 },
  spec,
  status: { observedGeneration: 2, ...status },
});

test("a Deployment is steady when all pods are new and ready, and no old ones are left", () => {
  const status = { replicas: 2, updatedReplicas: 2, readyReplicas: 2, availableReplicas: 2 };
  expect(rolloutOf(workload({ replicas: 2 }, status))).toMatchObject({ wanted: 2, isSteady: true });
  expect(rolloutOf(workload({ replicas: 2 }, { ...status, replicas: 3 })).isSteady).toBe(false);
  expect(rolloutOf(workload({ replicas: 2 }, { ...status, observedGeneration: 1 })).isSteady).toBe(false);
});

test("a DaemonSet counts nodes", () => {
  const status = { desiredNumberScheduled: 3, numberReady: 2, updatedNumberScheduled: 3 };
  expect(rolloutOf(workload({}, status))).toMatchObject({ wanted: 3, ready: 2, updated: 3, isSteady: false });
});
