import { expect, test } from "vitest";
import { deployment, job } from "../diagnosis/samples";
import { isSystem, jobRollout, rollout } from "./rollout";

const of = (status: object) => rollout("Deployment", deployment("web", status));

test("a Deployment's ways", () => {
  const all = { replicas: 2, updatedReplicas: 2, readyReplicas: 2 };
  expect(of(all)).toMatchObject({ state: "complete", tone: "good", ready: 2, wanted: 2 });
  expect(of({ ...all, readyReplicas: 1 })).toMatchObject({ state: "waiting", tone: "warn" });
  expect(of({ ...all, updatedReplicas: 1 })).toMatchObject({ state: "rollingOut", updated: 1 });
  expect(of({ ...all, replicas: 3 }).state).toBe("rollingOut");
  const late = { conditions: [{ type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded" }] };
  expect(of({ ...all, ...late })).toMatchObject({ state: "failing", tone: "bad" });
});

test("scaled to nothing, paused, not yet seen", () => {
  const web = deployment("web", { replicas: 0 });
  expect(rollout("Deployment", { ...web, spec: { replicas: 0 } }).state).toBe("none");
  expect(rollout("Deployment", { ...web, spec: { replicas: 2, paused: true } }).state).toBe("paused");
  const newer = { ...web, metadata: { ...web.metadata, generation: 2 }, status: { observedGeneration: 1 } };
  expect(rollout("Deployment", newer).state).toBe("rollingOut");
});

test("a DaemonSet wants what its nodes are", () => {
  const status = { desiredNumberScheduled: 3, updatedNumberScheduled: 3, numberReady: 3 };
  expect(rollout("DaemonSet", deployment("proxy", status))).toMatchObject({ state: "complete", wanted: 3 });
});

test("Jobs", () => {
  expect(jobRollout(job("a", { active: 1 }))).toMatchObject({ state: "running", ready: 0, wanted: 1 });
  expect(jobRollout(job("a", { succeeded: 1, conditions: [{ type: "Complete", status: "True" }] })).state).toBe("done");
  expect(jobRollout(job("a", { conditions: [{ type: "Failed", status: "True" }] })).tone).toBe("bad");
});

test("the cluster's own namespaces", () => {
  expect(["kube-system", "projectcontour"].every(isSystem)).toBe(true);
  expect(["default", "shop", "kubernetes"].some(isSystem)).toBe(false);
});
