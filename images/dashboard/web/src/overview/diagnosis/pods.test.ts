import { expect, test } from "vitest";
import type { EventObject, NodeObject, PodRow } from "../../api/objects";
import { podFindings } from "./pods";
import { NOW, ago, event, node, pod, trouble, webPod } from "./samples";

const found = (pods: PodRow[], events: EventObject[] = [], nodes: NodeObject[] = []) =>
  podFindings({ pods, events, nodes, now: NOW });

test("the same trouble of a Deployment's pods is one finding", () => {
  const wrong = [trouble("ImagePullBackOff", { message: 'Back-off pulling image "shop:v2"' })];
  const findings = found([
    webPod("web-1", { phase: "Pending", trouble: wrong, created: ago(100) }),
    webPod("web-2", { phase: "Pending", trouble: wrong, created: ago(200) }),
  ]);
  expect(findings).toHaveLength(1);
  expect(findings[0]).toMatchObject({
    problem: "imageLocal",
    object: { kind: "Deployment", namespace: "shop", name: "web" },
    values: { image: "shop:v2" },
    command: "devcluster image load shop:v2",
    pods: ["web-1", "web-2"],
    since: NOW - 200_000,
  });
});

test("a crash says what its exit code means, and asks the run that crashed", () => {
  const crash = (exitCode: number, restarts = 3) =>
    found([pod("web", { trouble: [trouble("CrashLoopBackOff", { exitCode, restarts })] })])[0]!;
  expect(crash(127)).toMatchObject({
    problem: "crash",
    values: { code: 127, meaning: "notFound", restarts: 3 },
    command: "kubectl logs web -c app --previous -n shop",
  });
  expect(crash(137).values.meaning).toBe("killed");
  expect(crash(139).values.meaning).toBe("segfault");
  expect(crash(3).values.meaning).toBe("application");
  expect(crash(0).values.meaning).toBe("ended");
  expect(crash(1, 0).command).toBe("kubectl logs web -c app -n shop");
});

test("a command that can't be run has no log to read", () => {
  const wrong = trouble("RunContainerError", { exitCode: 128, message: "executable file `x` not found in $PATH" });
  expect(found([pod("web", { trouble: [wrong] })])[0]).toMatchObject({
    problem: "noCommand",
    command: "kubectl describe pod web -n shop",
  });
});

test("a pod that failed once did not do so again and again", () => {
  const [finding] = found([pod("web", { phase: "Failed", trouble: [trouble("Error", { exitCode: 2 })] })]);
  expect(finding).toMatchObject({ problem: "ended", command: "kubectl logs web -c app -n shop" });
});

test("who ran out of memory gets more", () => {
  const [finding] = found([webPod("web-1", { trouble: [trouble("OOMKilled", { exitCode: 137, restarts: 1 })] })]);
  expect(finding).toMatchObject({
    problem: "outOfMemory",
    command: "kubectl set resources deployment web -n shop -c app --limits memory=1Gi",
  });
  const back = trouble("CrashLoopBackOff", { exitCode: 137, message: "OOMKilled" });
  expect(found([pod("one", { trouble: [back] })])[0]!.problem).toBe("outOfMemory");
});

test("what is missing is named", () => {
  const message = 'configmap "settings" not found';
  const [finding] = found([pod("web", { trouble: [trouble("CreateContainerConfigError", { message })] })]);
  expect(finding).toMatchObject({
    problem: "configMissing",
    values: { what: "ConfigMap", name: "settings" },
    command: "kubectl get configmap settings -n shop",
  });
  const mount = event("FailedMount", "Pod", "web", 'MountVolume.SetUp failed: secret "keys" not found');
  expect(found([pod("web", { phase: "Pending", status: "ContainerCreating" })], [mount])[0]).toMatchObject({
    problem: "configMissing",
    values: { what: "Secret", name: "keys" },
  });
});

test("a pod that is being made is well", () => {
  expect(found([pod("web", { phase: "Pending", trouble: [trouble("ContainerCreating")] })])).toEqual([]);
  expect(found([pod("web", { deleting: true, trouble: [trouble("Error", { exitCode: 137 })] })])).toEqual([]);
});

test("unready: at once with a failed probe, after a while without", () => {
  const young = pod("web", { created: ago(10), ready: 0, trouble: [trouble("Unready")] });
  expect(found([young])).toEqual([]);
  const probe = event("Unhealthy", "Pod", "web", "Readiness probe failed: HTTP probe failed with statuscode: 500");
  expect(found([young], [probe])[0]).toMatchObject({ problem: "probe", values: { probe: "Readiness" } });
  expect(found([{ ...young, created: ago(60) }])[0]).toMatchObject({ problem: "unready", severity: "warn" });
});

test("evicted pods are left behind", () => {
  const [finding] = found([pod("web", { phase: "Failed", status: "Evicted", trouble: [trouble("Evicted")] })]);
  expect(finding).toMatchObject({ problem: "evicted", severity: "warn" });
});

test("who finds no node", () => {
  const waits = (message: string, requests = { cpu: 1, memory: 0, gpu: 0 }) =>
    found(
      [
        pod("web", {
          node: null,
          phase: "Pending",
          requests,
          trouble: [trouble("Unschedulable", { container: null, message })],
        }),
      ],
      [],
      [{ ...node("worker-1"), spec: { unschedulable: true } }],
    )[0];
  expect(waits("0/1 nodes are available: 1 Insufficient cpu.")).toMatchObject({
    problem: "noCpu",
    command: "devcluster node add",
    values: { nodes: 1, total: 1 },
  });
  expect(waits("0/1 nodes are available: 1 Insufficient cpu.", { cpu: 64, memory: 0, gpu: 0 })).toMatchObject({
    problem: "tooLarge",
    values: { detail: "cpu" },
  });
  expect(waits("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.", { cpu: 0, memory: 0, gpu: 4 })!.command).toBe(
    "devcluster node add --gpus 4",
  );
  expect(waits("0/1 nodes are available: 1 node(s) were unschedulable.")!.command).toBe("kubectl uncordon worker-1");
  expect(waits("no nodes available to schedule pods")).toMatchObject({ problem: "unschedulable" });
});
