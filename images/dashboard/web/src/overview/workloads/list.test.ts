import { expect, test } from "vitest";
import { deployment, job } from "../diagnosis/samples";
import { listed } from "./list";

const ready = { replicas: 2, updatedReplicas: 2, readyReplicas: 2 };
const system = deployment("coredns", ready);
system.metadata.namespace = "kube-system";
const sources = {
  deployments: [
    deployment("b", ready),
    deployment("a", ready),
    deployment("late", { ...ready, readyReplicas: 1 }),
    system,
  ],
  statefulSets: [],
  daemonSets: [],
  jobs: [job("load", { conditions: [{ type: "Failed", status: "True" }] })],
};

test("what needs a look comes first, the cluster's own apart", () => {
  const { own, system } = listed(sources, null);
  expect(own.map(({ namespace }) => namespace)).toEqual(["shop"]);
  expect(own[0]!.entries.map(({ object }) => object.name)).toEqual(["load", "late", "a", "b"]);
  expect(system[0]!.entries[0]!.object).toMatchObject({ kind: "Deployment", name: "coredns" });
});

test("what is known to be wrong with a workload shows", () => {
  const { own } = listed(sources, null, new Set(["Deployment/shop/late", "Deployment/shop/a"]));
  const tones = Object.fromEntries(own[0]!.entries.map(({ object, rollout }) => [object.name, rollout.tone]));
  expect(tones).toMatchObject({ late: "bad", a: "good" });
});

test("the cluster's own are shown where their namespace was chosen", () => {
  const { own, system } = listed(sources, "kube-system");
  expect(own.map(({ namespace }) => namespace)).toEqual(["kube-system"]);
  expect(system).toEqual([]);
});
