/** Services, and what leads to them from outside. */
import { groupBy } from "../../api/group";
import { type KubeObject, matches } from "../../api/objects";
import { type ObjectRef, refKey, refTo } from "../../api/owner";
import type { Protocol } from "./policy";
import type { Workload } from "./workloads";

export interface ServicePort {
  name?: string;
  port: number;
  targetPort?: number | string;
  nodePort?: number;
  protocol?: Protocol;
}

export interface ServiceObject extends KubeObject {
  spec: {
    type?: "ClusterIP" | "NodePort" | "LoadBalancer" | "ExternalName";
    clusterIP?: string;
    externalName?: string;
    selector?: Record<string, string>;
    ports?: ServicePort[];
  };
}

export interface Service {
  id: string;
  object: ObjectRef;
  type: NonNullable<ServiceObject["spec"]["type"]>;
  ports: ServicePort[];
  /** Ids of the workloads that it leads to. */
  workloads: string[];
}

export function services(objects: ServiceObject[], all: Workload[]): Service[] {
  const byNamespace = groupBy(all, ({ end }) => end.namespace);
  return objects.map(({ metadata: { name, namespace = "" }, spec }) => {
    const object = refTo("Service", namespace, name);
    const selector = Object.keys(spec.selector ?? {}).length > 0 ? spec.selector : null;
    const behind = selector
      ? (byNamespace.get(namespace) ?? []).filter(({ end }) => matches(selector, end.labels))
      : [];
    return {
      id: refKey(object),
      object,
      type: spec.type ?? "ClusterIP",
      ports: spec.ports ?? [],
      workloads: behind.map(({ id }) => id),
    };
  });
}

/** The port of a workload that a service's port leads to; null where its name is not known. */
export function targetOf({ port, targetPort = port, protocol = "TCP" }: ServicePort, { end }: Workload): number | null {
  if (typeof targetPort === "number") return targetPort;
  return end.ports.find((one) => one.name === targetPort && one.protocol === protocol)?.port ?? null;
}

interface Backend {
  service?: { name: string; port?: { number?: number; name?: string } };
}

export interface IngressObject extends KubeObject {
  spec: {
    defaultBackend?: Backend;
    rules?: { host?: string; http?: { paths: { path?: string; backend: Backend }[] } }[];
  };
}

export interface RouteObject extends KubeObject {
  spec: {
    parentRefs?: { name: string; namespace?: string }[];
    hostnames?: string[];
    rules?: { backendRefs?: { kind?: string; name: string; namespace?: string; port?: number }[] }[];
  };
}

export interface Entrance {
  id: string;
  object: ObjectRef;
  hosts: string[];
  /** Ids of services. */
  services: string[];
}

const serviceId = (namespace: string, name: string) => refKey({ kind: "Service", namespace, name });
const once = <T>(items: T[]) => [...new Set(items)];

export function ingresses(objects: IngressObject[]): Entrance[] {
  return objects.map(({ metadata: { name, namespace = "" }, spec }) => {
    const rules = spec.rules ?? [];
    const backends = [spec.defaultBackend, ...rules.flatMap(({ http }) => (http?.paths ?? []).map((at) => at.backend))];
    const object = refTo("Ingress", namespace, name);
    const names = backends.flatMap((backend) => backend?.service?.name ?? []);
    return {
      id: refKey(object),
      object,
      hosts: once(rules.map(({ host = "*" }) => host)),
      services: once(names.map((one) => serviceId(namespace, one))),
    };
  });
}

export function routes(objects: RouteObject[]): Entrance[] {
  return objects.map(({ metadata: { name, namespace = "" }, spec }) => {
    const object = refTo("HTTPRoute", namespace, name);
    const backends = (spec.rules ?? []).flatMap(({ backendRefs = [] }) => backendRefs);
    const led = backends.filter(({ kind = "Service" }) => kind === "Service");
    return {
      id: refKey(object),
      object,
      hosts: spec.hostnames ?? ["*"],
      services: once(led.map((at) => serviceId(at.namespace ?? namespace, at.name))),
    };
  });
}
