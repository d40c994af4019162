import { expect, test } from "vitest";
import { refKey, refTo } from "../../api/owner";
import { pod } from "../reach/samples";
import type { Entrance, Service } from "../reach/services";
import type { Workload } from "../reach/workloads";
import { OUTSIDE, connected, layout } from "./layout";

const workload = (name: string, namespace = "shop"): Workload => {
  const object = refTo("Deployment", namespace, name);
  return { id: refKey(object), object, pods: 1, ready: 1, end: pod(name, { namespace }) };
};
const service = (
  name: string,
  namespace: string,
  workloads: string[],
  type: Service["type"] = "ClusterIP",
): Service => {
  const object = refTo("Service", namespace, name);
  return { id: refKey(object), object, type, ports: [{ port: 80 }], workloads };
};
const ingress: Entrance = {
  id: "Ingress/shop/in",
  object: refTo("Ingress", "shop", "in"),
  hosts: ["shop.localhost"],
  services: ["Service/shop/web"],
};

const workloads = [workload("api"), workload("web"), workload("dns", "kube-system")];
const services = [
  service("dns", "kube-system", [workloads[2]!.id]),
  service("web", "shop", [workloads[1]!.id]),
  service("api", "shop", [workloads[0]!.id], "NodePort"),
];
const drawn = layout({ entrances: [ingress], services, workloads, folded: (name) => name === "kube-system" });

test("services stand beside what they lead to", () => {
  const at = Object.fromEntries(drawn.spots.map(({ id, line }) => [id, line]));
  expect(at["Deployment/shop/api"]).toBe(1);
  expect(at["Service/shop/api"]).toBe(1);
  expect(at["Service/shop/web"]).toBe(2);
  expect(at["workloads:kube-system"]).toBe(3);
  expect(drawn.captions).toEqual([{ namespace: "shop", line: 0 }]);
  expect(drawn.lines).toBe(4);
});

test("no two spots of a column are in one line", () => {
  const places = drawn.spots.map(({ column, line }) => `${column}/${line}`);
  expect(new Set(places).size).toBe(places.length);
});

test("edges, those of folded namespaces together", () => {
  expect(drawn.edges).toContainEqual({ from: OUTSIDE, to: "Ingress/shop/in" });
  expect(drawn.edges).toContainEqual({ from: OUTSIDE, to: "Service/shop/api" });
  expect(drawn.edges).toContainEqual({ from: "services:kube-system", to: "workloads:kube-system" });
  expect(drawn.edges).not.toContainEqual({ from: OUTSIDE, to: "Service/shop/web" });
});

test("the ways through a spot", () => {
  expect(connected(drawn.edges, "Deployment/shop/web")).toEqual(
    new Set(["Deployment/shop/web", "Service/shop/web", "Ingress/shop/in", OUTSIDE]),
  );
});
