import { expect, test } from "vitest";
import { refKey, refTo } from "../../api/owner";
import { app, pod, policy } from "./samples";
import { bundles, lines, selecting } from "./table";
import type { Workload } from "./workloads";

const workload = (name: string, namespace = "shop"): Workload => {
  const object = refTo("Deployment", namespace, name);
  return { id: refKey(object), object, pods: 1, ready: 1, end: pod(name, { namespace }) };
};

const [web, api, db] = [workload("web"), workload("api"), workload("db")];
const team = [workload("one", "team"), workload("two", "team")];
const all = [web, api, db, ...team];
const deny = policy({ podSelector: {}, policyTypes: ["Ingress"] }, "deny");
const fromWeb = policy(
  { podSelector: app("db"), ingress: [{ from: [{ podSelector: app("web") }], ports: [{ port: 8080 }] }] },
  "from-web",
);

test("who reaches a workload, on which ports, by which policy", () => {
  const found = lines(db, all, [deny, fromWeb], true).map(({ workload, level, ports, policies }) => [
    workload?.object.name ?? "outside",
    level,
    ports,
    policies.map(({ metadata }) => metadata.name),
  ]);
  expect(found).toEqual([
    ["outside", "closed", "", ["deny", "from-web"]],
    ["web", "limited", "8080", ["from-web"]],
    ["api", "closed", "", ["deny", "from-web"]],
    ["one", "closed", "", ["deny", "from-web"]],
    ["two", "closed", "", ["deny", "from-web"]],
  ]);
});

test("what a workload reaches", () => {
  const found = lines(db, all, [deny, fromWeb], false);
  expect(found.map(({ level }) => level)).toEqual(["open", "closed", "closed", "open", "open"]);
  expect(found[0]!.policies).toEqual([]);
});

test("both sides allow, but not the same: both are to blame", () => {
  const out = policy({ podSelector: app("web"), policyTypes: ["Egress"], egress: [{ ports: [{ port: 443 }] }] }, "out");
  const line = lines(db, [web], [fromWeb, out], true)[1]!;
  expect([line.level, line.policies.map(({ metadata }) => metadata.name)]).toEqual(["closed", ["out", "from-web"]]);
});

test("lines of a namespace that say the same are one", () => {
  const found = bundles(lines(db, all, [deny, fromWeb], true));
  expect(found.map(({ namespace, workloads }) => [namespace, workloads.length])).toEqual([
    [null, 0],
    ["shop", 1],
    ["shop", 1],
    ["team", 2],
  ]);
});

test("the policies that select a workload", () => {
  expect(selecting(db, [deny, fromWeb])).toEqual({ egress: [], ingress: [deny, fromWeb] });
});

test("a thousand workloads and a hundred policies are worked out in a moment", () => {
  const many = Array.from({ length: 1000 }, (_, at) => workload(`w${at}`, `ns${at % 20}`));
  const policies = Array.from({ length: 100 }, (_, at) =>
    policy({ podSelector: {}, ingress: [{ from: [{ podSelector: app("web") }] }] }, `p${at}`, `ns${at % 20}`),
  );
  const start = performance.now();
  expect(lines(many[0]!, many, policies, true)).toHaveLength(1000);
  expect(performance.now() - start).toBeLessThan(1000);
});
