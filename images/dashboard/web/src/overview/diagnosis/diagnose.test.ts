import { expect, test } from "vitest";
import { diagnose, within } from "./diagnose";
import { NOW, ago, claim, cluster, deployment, event, job, node, pod, service, trouble, webPod } from "./samples";

const problems = (changed: Parameters<typeof cluster>[0]) => diagnose(cluster(changed)).map(({ problem }) => problem);

const EXCEEDED = {
  conditions: [{ type: "Progressing", status: "False" as const, reason: "ProgressDeadlineExceeded" }],
};

test("a cluster that is well has no findings", () => {
  const well = {
    nodes: [node("worker-1")],
    pods: [webPod("web-1")],
    deployments: [deployment("web", { readyReplicas: 2 })],
    services: [service("web", { app: "web" })],
    claims: [claim("data", "Bound")],
  };
  expect(diagnose(cluster(well))).toEqual([]);
});

test("a rollout that its pods explain is not told twice", () => {
  const crash = webPod("web-1", { ready: 0, trouble: [trouble("CrashLoopBackOff", { exitCode: 1 })] });
  const wrong = { deployments: [deployment("web", EXCEEDED)], services: [service("web", { app: "web" })] };
  expect(problems({ ...wrong, pods: [crash] })).toEqual(["crash"]);
  expect(problems({ ...wrong, pods: [webPod("web-1")] })).toEqual(["rollout"]);
});

test("quotas and Pod Security", () => {
  const message =
    'pods "web-1" is forbidden: exceeded quota: small, requested: requests.cpu=1, used: requests.cpu=1, limited: requests.cpu=1';
  const refused = { conditions: [{ type: "ReplicaFailure", status: "True" as const, message }] };
  const [finding] = diagnose(cluster({ deployments: [deployment("web", refused)] }));
  expect(finding).toMatchObject({
    problem: "quota",
    values: { quota: "small", requested: "requests.cpu=1" },
    command: "kubectl describe quota small -n shop",
  });
  const violates = 'pods "db-0" is forbidden: violates PodSecurity "restricted:latest": runAsNonRoot != true';
  expect(problems({ events: [event("FailedCreate", "StatefulSet", "db", violates)] })).toEqual(["podSecurity"]);
  expect(problems({ events: [event("FailedCreate", "StatefulSet", "db", violates, 3600)] })).toEqual([]);
  expect(problems({ events: [event("FailedCreate", "ReplicaSet", "web-5d", violates)] })).toEqual([]);
});

test("nodes", () => {
  const [down] = diagnose(cluster({ nodes: [node("worker-1", "Unknown")] }));
  expect(down).toMatchObject({ problem: "nodeDown", command: "devcluster node start worker-1", since: NOW - 120_000 });
  const tight = node("worker-2");
  tight.status.conditions!.push({ type: "MemoryPressure", status: "True", reason: "Low" });
  expect(diagnose(cluster({ nodes: [tight] }))).toMatchObject([
    { problem: "nodePressure", severity: "warn", values: { pressure: "MemoryPressure" } },
  ]);
});

test("simulated nodes that are down are one finding", () => {
  const fake = (name: string) => {
    const one = node(name, "Unknown");
    one.metadata.annotations = { "kwok.x-k8s.io/node": "fake" };
    return one;
  };
  expect(diagnose(cluster({ nodes: [fake("a"), fake("b"), node("c")] }))).toMatchObject([
    { problem: "simulatedDown", severity: "warn", values: { n: 2 } },
  ]);
});

test("jobs, claims, autoscalers", () => {
  const failed = job("load", {
    failed: 4,
    conditions: [{ type: "Failed", status: "True", reason: "BackoffLimitExceeded" }],
  });
  expect(diagnose(cluster({ jobs: [failed] }))[0]).toMatchObject({
    problem: "jobFailed",
    command: "kubectl logs job/load -n shop",
  });
  const run = pod("load-x", {
    phase: "Failed",
    owner: { kind: "Job", name: "load", uid: "j" },
    trouble: [trouble("Error", { exitCode: 1 })],
  });
  expect(problems({ jobs: [failed], pods: [run] })).toEqual(["jobFailed"]);
  expect(problems({ jobs: [job("load", { active: 1 })], pods: [run] })).toEqual(["ended"]);
  expect(problems({ claims: [claim("data", "Pending")] })).toEqual(["claimPending"]);
  const waits = {
    ...event("WaitForFirstConsumer", "PersistentVolumeClaim", "data", "waiting"),
    type: "Normal" as const,
  };
  expect(problems({ claims: [claim("data", "Pending")], events: [waits] })).toEqual([]);
  const gone = event(
    "ProvisioningFailed",
    "PersistentVolumeClaim",
    "data",
    'storageclass.storage.k8s.io "fast" not found',
  );
  expect(diagnose(cluster({ claims: [claim("data", "Pending")], events: [gone] }))[0]!.command).toBe(
    "kubectl get storageclass",
  );
  const hpa = event(
    "FailedGetResourceMetric",
    "HorizontalPodAutoscaler",
    "web",
    "unable to fetch metrics from resource metrics API",
  );
  expect(diagnose(cluster({ events: [hpa] }))[0]!.command).toBe("devcluster addon enable metrics");
});

test("services that lead nowhere", () => {
  expect(problems({ services: [service("web", { app: "web" })] })).toEqual(["serviceEmpty"]);
  expect(problems({ services: [service("headless"), service("web", {})] })).toEqual([]);
  const waiting = webPod("web-1", { ready: 0 });
  expect(problems({ services: [service("web", { app: "web" })], pods: [waiting] })).toEqual(["serviceUnready"]);
  const young = webPod("web-1", { ready: 0, created: ago(5) });
  expect(problems({ services: [service("web", { app: "web" })], pods: [young] })).toEqual([]);
});

test("what is bad comes first, then what is new", () => {
  const crash = trouble("CrashLoopBackOff", { exitCode: 1 });
  const findings = diagnose(
    cluster({
      services: [service("empty", { app: "none" })],
      pods: [pod("old", { created: ago(900), trouble: [crash] }), pod("new", { created: ago(90), trouble: [crash] })],
    }),
  );
  expect(findings.map(({ object }) => object.name)).toEqual(["new", "old", "empty"]);
});

test("one namespace's findings, with the cluster's own", () => {
  const findings = diagnose(cluster({ nodes: [node("worker-1", "False")], claims: [claim("data", "Pending")] }));
  expect(within(findings, "shop")).toHaveLength(2);
  expect(within(findings, "other").map(({ problem }) => problem)).toEqual(["nodeDown"]);
});

test("ten thousand pods are looked at in a moment", () => {
  const crash = [trouble("CrashLoopBackOff", { exitCode: 1 })];
  const pods = Array.from({ length: 10_000 }, (_, at) => pod(`pod-${at}`, at % 10 ? {} : { trouble: crash }));
  const start = performance.now();
  expect(diagnose(cluster({ pods, nodes: [node("worker-1")] }))).toHaveLength(1000);
  expect(performance.now() - start).toBeLessThan(1000);
});
