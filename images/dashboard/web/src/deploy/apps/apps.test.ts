import { expect, test } from "vitest";
import type { Workload } from "../../api/objects";
import { ID, PART_OF, type IngressObject, type ServiceObject, apps, rollout } from "./apps";

const metadata = (name: string, labels = {}, annotations = {}) => ({
  name,
  namespace: "default",
  uid: name,
  creationTimestamp: "",
  resourceVersion: "1",
  labels,
  annotations,
});
const tooling = { "applyset.kubernetes.io/tooling": "devcluster/v1.0.0" };
const part = { [PART_OF]: "set-1" };

test("an app has its members, and where it answers", () => {
  const described = {
    ...tooling,
    "kubernetes.io/description": "What belongs to the app My Shop; `devcluster down` removes it.",
  };
  const service = (name: string, spec: object, status = {}) =>
    ({ metadata: metadata(name, part), spec, status }) as ServiceObject;
  const found = apps({
    parents: [
      { metadata: metadata("devcluster-app-my-shop", { [ID]: "set-1" }, described) },
      { metadata: metadata("devcluster-addon-metrics", { [ID]: "set-2" }, tooling) },
      {
        metadata: metadata(
          "devcluster-app-other",
          { [ID]: "set-3" },
          { "applyset.kubernetes.io/tooling": "kubectl/v1" },
        ),
      },
    ],
    workloads: [
      { metadata: metadata("web", part), spec: {} },
      { metadata: metadata("metrics", { [PART_OF]: "set-2" }), spec: {} },
    ] as Workload[],
    services: [
      service("web", { type: "NodePort", ports: [{ port: 80, nodePort: 30080 }] }),
      service(
        "lb",
        { type: "LoadBalancer", ports: [{ port: 80 }, { port: 443 }] },
        { loadBalancer: { ingress: [{ ip: "172.18.0.9" }] } },
      ),
      service("inner", { type: "ClusterIP", ports: [{ port: 80 }] }),
    ],
    ingresses: [
      {
        metadata: metadata("web", part),
        spec: { rules: [{ host: "shop.localhost", http: { paths: [{ path: "/a" }] } }] },
      } as IngressObject,
    ],
    nodes: [
      { metadata: metadata("node"), spec: {}, status: { addresses: [{ type: "InternalIP", address: "172.18.0.2" }] } },
    ],
  });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ name: "My Shop", workloads: [{ metadata: { name: "web" } }] });
  expect(found[0]?.urls).toEqual([
    "http://shop.localhost/a",
    "http://172.18.0.2:30080/",
    "http://172.18.0.9/",
    "https://172.18.0.9/",
  ]);
});

test("rollouts", () => {
  const of = (status: Workload["status"], generation = 1): Workload => ({
    metadata: { ...metadata("web"), generation },
    spec: { replicas: 2 },
    status,
  });
  const whole = { observedGeneration: 1, replicas: 2, updatedReplicas: 2, readyReplicas: 2 };
  expect(rollout(of(whole)).state).toBe("done");
  expect(rollout(of(whole, 2)).state).toBe("progressing");
  expect(rollout(of({ ...whole, replicas: 3 })).state).toBe("progressing");
  expect(rollout(of({ ...whole, readyReplicas: 1 }))).toMatchObject({ state: "progressing", ready: 1, wanted: 2 });
  const conditions = [
    { type: "Progressing", status: "False" as const, reason: "ProgressDeadlineExceeded", message: "late" },
  ];
  expect(rollout(of({ ...whole, readyReplicas: 0, conditions }))).toMatchObject({ state: "failed", message: "late" });
  expect(rollout(of(undefined)).state).toBe("progressing");
});
