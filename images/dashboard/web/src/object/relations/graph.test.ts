import { expect, test } from "vitest";
import { type Full, relations } from "./graph";
import { layout } from "./layout";
import { usesOf } from "./uses";

const full = (kind: string, name: string, rest: object = {}, metadata: object = {}): Full => ({
  apiVersion: "v1",
  kind,
  metadata: {
    name,
    namespace: "team",
    uid: `${kind}-${name}`,
    creationTimestamp: "",
    resourceVersion: "",
    ...metadata,
  },
  ...rest,
});
const ownedBy = (kind: string, name: string) => ({
  ownerReferences: [{ apiVersion: "v1", kind, name, uid: `${kind}-${name}` }],
});
const ties = (self: Full, owners: Full[], around: Full[]) =>
  relations(self, owners, around).edges.map(({ from, to, tie }) => `${from} ${tie} ${to}`);

const deployment = full("Deployment", "web", {
  spec: { template: { metadata: { labels: { app: "web" } }, spec: { containers: [{}] } } },
});
const set = full("ReplicaSet", "web-1", {}, ownedBy("Deployment", "web"));
const pod = full(
  "Pod",
  "web-1-a",
  { spec: { containers: [{ envFrom: [{ configMapRef: { name: "settings" } }] }], nodeName: "worker" } },
  { ...ownedBy("ReplicaSet", "web-1"), labels: { app: "web" } },
);
const service = full("Service", "web", { spec: { selector: { app: "web" } } });

test("children are found down to the pods, services by their selector", () => {
  expect(ties(deployment, [], [set, pod, service])).toEqual([
    "Deployment/team/web owns ReplicaSet/team/web-1",
    "ReplicaSet/team/web-1 owns Pod/team/web-1-a",
    "Service/team/web selects Deployment/team/web",
  ]);
});

test("a pod's owners, what it uses and where it runs", () => {
  expect(ties(pod, [set, deployment], [service])).toEqual([
    "ReplicaSet/team/web-1 owns Pod/team/web-1-a",
    "Deployment/team/web owns ReplicaSet/team/web-1",
    "Pod/team/web-1-a uses ConfigMap/team/settings",
    "Pod/team/web-1-a runsOn Node//worker",
    "Service/team/web selects Pod/team/web-1-a",
  ]);
  expect(ties(full("ConfigMap", "settings"), [], [pod])).toEqual(["Pod/team/web-1-a uses ConfigMap/team/settings"]);
});

test("claims of a StatefulSet, ingresses of a Service", () => {
  const db = full("StatefulSet", "db", { spec: { volumeClaimTemplates: [{ metadata: { name: "data" } }] } });
  const claims = ["data-db-0", "data-db-x", "other"].map((name) => full("PersistentVolumeClaim", name));
  expect(ties(db, [], claims)).toEqual(["StatefulSet/team/db uses PersistentVolumeClaim/team/data-db-0"]);
  const ingress = full("Ingress", "web", { spec: { defaultBackend: { service: { name: "web", port: {} } } } });
  expect(ties(service, [], [ingress])).toEqual(["Ingress/team/web leadsTo Service/team/web"]);
});

test("of many, some are shown and the others counted", () => {
  const pods = Array.from({ length: 20 }, (_, at) => full("Pod", `p-${at}`, {}, ownedBy("ReplicaSet", "web-1")));
  const { nodes } = relations(set, [], pods);
  expect(nodes).toHaveLength(14);
  expect(nodes.at(-1)).toMatchObject({ more: 8 });
});

test("columns by rank, no two in the same place", () => {
  const { places, width, height } = layout(relations(pod, [set, deployment], [service]).nodes);
  const spots = [...places.values()].map(({ x, y }) => `${x}/${y}`);
  expect(new Set(spots).size).toBe(spots.length);
  expect(places.get("Deployment/team/web")!.x).toBe(0);
  expect(width).toBeGreaterThan(0);
  expect(height).toBeGreaterThan(0);
});

test("projected volumes and pull secrets are used too", () => {
  const volumes = [
    { projected: { sources: [{ secret: { name: "a" } }, { configMap: { name: "kube-root-ca.crt" } }] } },
  ];
  expect(usesOf({ volumes, imagePullSecrets: [{ name: "b" }] })).toEqual([
    { kind: "Secret", name: "a" },
    { kind: "Secret", name: "b" },
  ]);
});
