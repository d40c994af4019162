import { expect, test } from "vitest";
import { refKey, refTo } from "../../api/owner";
import { type Place, answer } from "./answer";
import type { PodEnd } from "./endpoint";
import type { NetworkPolicy } from "./policy";
import { app, pod, policy } from "./samples";
import type { Service } from "./services";
import type { Workload } from "./workloads";

const workload = (name: string, end: Partial<PodEnd> = {}, pods = 2): Workload => {
  const object = refTo("Deployment", "shop", name);
  return { id: refKey(object), object, pods, ready: pods, end: pod(name, end) };
};

const [web, db, api] = [workload("web"), workload("db"), workload("api", { ports: [] })];
const all = new Map([web, db, api].map((one) => [one.id, one]));
const at = (workload: Workload): Place => ({ kind: "workload", workload });
const outside: Place = { kind: "outside" };

const service = (
  workloads: Workload[],
  targetPort: number | string = "http",
  type: Service["type"] = "ClusterIP",
): Place => ({
  kind: "service",
  service: {
    id: "Service/shop/svc",
    object: refTo("Service", "shop", "svc"),
    type,
    ports: [{ port: 80, targetPort }],
    workloads: workloads.map(({ id }) => id),
  },
});

const ask = (from: Place, to: Place, port: number, policies: NetworkPolicy[] = []) => {
  const { allowed, reasons, commands } = answer({ from, to, port, protocol: "TCP" }, policies, all);
  return { allowed, keys: reasons.map(({ key }) => key), reasons, commands };
};

const onlyWeb = policy(
  { podSelector: app("db"), ingress: [{ from: [{ podSelector: app("web") }], ports: [{ port: 8080 }] }] },
  "only-web",
);
const noEgress = policy({ podSelector: app("web"), policyTypes: ["Egress"] }, "no-egress");

test("without policies: yes, since nothing says no", () => {
  expect(ask(at(web), at(db), 8080)).toMatchObject({
    allowed: true,
    keys: ["notIsolated", "notIsolated"],
    commands: [],
  });
});

test("the policy that allows is named", () => {
  const { allowed, reasons, commands } = ask(at(web), at(db), 8080, [onlyWeb]);
  expect(allowed).toBe(true);
  expect(reasons[1]).toMatchObject({ key: "allowedBy", direction: "ingress", who: "db", policies: [onlyWeb] });
  expect(commands).toEqual(["kubectl describe networkpolicy only-web -n shop"]);
});

test("the policies that do not allow are named", () => {
  expect(ask(at(web), at(db), 9999, [onlyWeb])).toMatchObject({
    allowed: false,
    keys: ["notIsolated", "deniedBy", "undeclared"],
  });
  expect(ask(at(api), at(db), 8080, [onlyWeb]).allowed).toBe(false);
  const { allowed, reasons } = ask(at(web), at(db), 8080, [onlyWeb, noEgress]);
  expect(allowed).toBe(false);
  expect(reasons[0]).toMatchObject({ key: "deniedBy", direction: "egress", policies: [noEgress] });
  expect(reasons[1]).toMatchObject({ key: "allowedBy" });
});

test("outside", () => {
  expect(ask(outside, at(db), 8080, [onlyWeb])).toMatchObject({ allowed: false, keys: ["deniedBy", "clusterOnly"] });
  expect(ask(at(web), outside, 443, [noEgress])).toMatchObject({ allowed: false, keys: ["deniedBy", "outsideFree"] });
  expect(ask(at(db), outside, 443)).toMatchObject({ allowed: true });
});

test("a service leads to its pods' port", () => {
  const { allowed, reasons } = ask(at(web), service([db]), 80, [onlyWeb]);
  expect(allowed).toBe(true);
  expect(reasons[0]).toMatchObject({ key: "throughService", port: 8080 });
  expect(ask(at(api), service([db]), 80, [onlyWeb]).allowed).toBe(false);
  expect(ask(at(web), service([db]), 443)).toMatchObject({ allowed: false, keys: ["noServicePort"] });
  expect(ask(at(web), service([]), 80)).toMatchObject({ allowed: false, keys: ["noServicePods"] });
  expect(ask(at(web), service([api]), 80)).toMatchObject({ allowed: false, keys: ["unknownTarget"] });
});

test("a service with pods that are closed is not open", () => {
  expect(ask(at(api), service([web, db], 8080), 80, [onlyWeb]).allowed).toBe(false);
});

test("from outside, the kind of service matters", () => {
  expect(ask(outside, service([db]), 80).keys).toContain("clusterOnly");
  expect(ask(outside, service([db], "http", "NodePort"), 80).keys).not.toContain("clusterOnly");
});

test("a lone pod always reaches itself", () => {
  const one = workload("db", {}, 1);
  expect(ask(at(one), at(one), 8080, [onlyWeb])).toMatchObject({ allowed: true, keys: ["itself"] });
});

test("host network", () => {
  const agent = workload("agent", { hostNetwork: true });
  expect(ask(at(agent), at(api), 80).keys).toEqual(["hostNetwork", "notIsolated", "undeclared"]);
  expect(ask(at(agent), at(db), 8080, [onlyWeb])).toMatchObject({
    allowed: false,
    keys: ["hostNetwork", "deniedBy", "ownNode"],
  });
});
