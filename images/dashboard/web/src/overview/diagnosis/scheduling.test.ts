import { expect, test } from "vitest";
import { scheduling } from "./scheduling";

const problems = (message: string) => scheduling(message).obstacles.map(({ problem }) => problem);

test("several reasons, those that a node mends first", () => {
  const message =
    "0/4 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, " +
    "2 Insufficient cpu, 3 Insufficient memory. preemption: 0/4 nodes are available: 1 Preemption is not helpful, " +
    "2 No preemption victims found for incoming pod.";
  expect(scheduling(message)).toEqual({
    total: 4,
    obstacles: [
      { problem: "noCpu", nodes: 2, detail: "cpu" },
      { problem: "noMemory", nodes: 3, detail: "memory" },
      { problem: "taints", nodes: 1, detail: "node-role.kubernetes.io/control-plane" },
    ],
  });
});

test("GPUs, by number and by claim", () => {
  expect(scheduling("0/1 nodes are available: 1 Insufficient nvidia.com/gpu.").obstacles).toEqual([
    { problem: "noGpu", nodes: 1, detail: "nvidia.com/gpu" },
  ]);
  expect(problems("0/1 nodes are available: 1 cannot allocate all claims. still not schedulable")).toEqual(["noGpu"]);
});

test("a taint's value may have a comma in its braces", () => {
  expect(scheduling("0/1 nodes are available: 1 node(s) had untolerated taint {team: a,b}.").obstacles).toEqual([
    { problem: "taints", nodes: 1, detail: "team: a,b" },
  ]);
  expect(problems("0/2 nodes are available: 2 node(s) had untolerated taint(s).")).toEqual(["taints"]);
});

test("selectors, affinity, ports, cordoned nodes", () => {
  expect(problems("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.")).toEqual([
    "selector",
  ]);
  expect(problems("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.")).toEqual(["affinity"]);
  expect(problems("0/1 nodes are available: 1 node(s) didn't match pod topology spread constraints.")).toEqual([
    "affinity",
  ]);
  expect(problems("0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports.")).toEqual([
    "hostPort",
  ]);
  expect(problems("0/1 nodes are available: 1 node(s) were unschedulable.")).toEqual(["cordoned"]);
  expect(problems("0/1 nodes are available: 1 Too many pods.")).toEqual(["tooManyPods"]);
});

test("volumes, whose claim may be named", () => {
  expect(problems("0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found")).toEqual([
    "volume",
  ]);
  const missing = scheduling('0/1 nodes are available: persistentvolumeclaim "data" not found. preemption: none');
  expect(missing.obstacles).toEqual([{ problem: "volume", nodes: 0, detail: "data" }]);
  expect(problems("0/2 nodes are available: 2 node(s) had volume node affinity conflict.")).toEqual(["volume"]);
});

test("what it does not know is left out", () => {
  expect(scheduling("no nodes available to schedule pods")).toEqual({ total: 0, obstacles: [] });
  expect(scheduling(null)).toEqual({ total: 0, obstacles: [] });
  expect(problems("0/1 nodes are available: 1 Insufficient example.com/fpga.")).toEqual(["noResource"]);
});
