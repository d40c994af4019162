import { expect, test } from "vitest";
import type { KubeObject, PodRow } from "../../api/objects";
import { ingresses, routes, services, targetOf } from "./services";
import { inOrder, portsOf, workloads } from "./workloads";

const metadata = (name: string, namespace?: string, labels?: Record<string, string>) => ({
  name,
  namespace,
  labels,
  uid: name,
  creationTimestamp: "2026-01-01T00:00:00Z",
  resourceVersion: "1",
});

const row = (name: string, changed: Partial<PodRow> = {}): PodRow => ({
  uid: name,
  namespace: "shop",
  name,
  created: "2026-01-01T00:00:00Z",
  node: "worker-1",
  ip: "10.244.0.7",
  phase: "Running",
  status: "Running",
  ready: 1,
  containers: 1,
  restarts: 0,
  deleting: false,
  owner: { kind: "ReplicaSet", name: "web-5d4f", uid: "rs" },
  labels: { app: "web", "pod-template-hash": "5d4f" },
  requests: { cpu: 0, memory: 0, gpu: 0 },
  names: ["app"],
  trouble: [],
  ...changed,
});

const container = { name: "app", image: "web", ports: [{ name: "http", containerPort: 8080 }] };
const deployment: KubeObject = {
  metadata: metadata("web", "shop"),
  spec: { template: { spec: { containers: [container] } } },
};
const node = {
  metadata: metadata("worker-1"),
  spec: {},
  status: { addresses: [{ type: "InternalIP", address: "172.24.0.11" }] },
};

const all = inOrder(
  workloads({
    pods: [
      row("web-1"),
      row("web-2", { ip: "10.244.0.8", ready: 0 }),
      row("done", { owner: null, phase: "Succeeded" }),
      row("proxy", {
        namespace: "kube-system",
        ip: "172.24.0.11",
        owner: { kind: "DaemonSet", name: "proxy", uid: "ds" },
      }),
    ],
    nodes: [node],
    namespaces: [{ metadata: metadata("shop", undefined, { team: "a" }) }],
    ports: portsOf("Deployment", [deployment as never]),
  }),
);
const [proxy, web] = all;

test("pods of one Deployment are one workload; ended pods are none", () => {
  expect(all.map(({ id }) => id)).toEqual(["DaemonSet/kube-system/proxy", "Deployment/shop/web"]);
  expect(web).toMatchObject({ pods: 2, ready: 1 });
  expect(web!.end).toMatchObject({
    namespaceLabels: { team: "a" },
    hostNetwork: false,
    addresses: ["10.244.0.7", "10.244.0.8"],
    ports: [{ name: "http", port: 8080, protocol: "TCP" }],
  });
});

test("a pod with its node's address uses its network", () => {
  expect(proxy!.end.hostNetwork).toBe(true);
  expect(proxy!.end.namespaceLabels).toEqual({ "kubernetes.io/metadata.name": "kube-system" });
});

test("services lead to the workloads that they select", () => {
  const found = services(
    [
      {
        metadata: metadata("web", "shop"),
        spec: { selector: { app: "web" }, ports: [{ port: 80, targetPort: "http" }] },
      },
      { metadata: metadata("none", "shop"), spec: { selector: {} } },
      { metadata: metadata("web", "other"), spec: { selector: { app: "web" } } },
    ],
    all,
  );
  expect(found.map(({ workloads }) => workloads)).toEqual([["Deployment/shop/web"], [], []]);
  expect(targetOf(found[0]!.ports[0]!, web!)).toBe(8080);
  expect(targetOf({ port: 80 }, web!)).toBe(80);
  expect(targetOf({ port: 80, targetPort: "admin" }, web!)).toBeNull();
});

test("ingresses and routes lead to services", () => {
  const backend = (name: string) => ({ service: { name, port: { number: 80 } } });
  const rules = [{ host: "a.b", http: { paths: [{ backend: backend("web") }, { backend: backend("api") }] } }];
  expect(
    ingresses([{ metadata: metadata("in", "shop"), spec: { defaultBackend: backend("web"), rules } }]),
  ).toMatchObject([{ hosts: ["a.b"], services: ["Service/shop/web", "Service/shop/api"] }]);
  const backendRefs = [{ name: "web" }, { name: "api", namespace: "back" }, { name: "s3", kind: "Bucket" }];
  expect(routes([{ metadata: metadata("r", "shop"), spec: { rules: [{ backendRefs }] } }])).toMatchObject([
    { hosts: ["*"], services: ["Service/shop/web", "Service/back/api"] },
  ]);
});
