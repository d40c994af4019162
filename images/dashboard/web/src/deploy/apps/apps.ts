/** Apps that `devcluster up` has applied, put together from their objects. */
import type { KubeObject, NodeObject, Workload } from "../../api/objects";

export const PART_OF = "applyset.kubernetes.io/part-of";
export const ID = "applyset.kubernetes.io/id";
const TOOLING = "applyset.kubernetes.io/tooling";
const PREFIX = "devcluster-app-";

export interface ServiceObject extends KubeObject {
  spec: { type?: string; ports?: { port: number; nodePort?: number; name?: string }[] };
  status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

export interface IngressObject extends KubeObject {
  spec: { tls?: object[]; rules?: { host?: string; http?: { paths: { path?: string }[] } }[] };
}

export interface AppInfo {
  id: string;
  name: string;
  namespace: string;
  workloads: Workload[];
  urls: string[];
}

export interface Objects {
  parents: KubeObject[];
  workloads: Workload[];
  services: ServiceObject[];
  ingresses: IngressObject[];
  nodes: NodeObject[];
}

export function apps({ parents, workloads, services, ingresses, nodes }: Objects): AppInfo[] {
  const address = nodes
    .flatMap(({ status }) => status.addresses ?? [])
    .find(({ type }) => type === "InternalIP")?.address;
  const found = parents.flatMap(({ metadata }): AppInfo[] => {
    const id = metadata.labels?.[ID];
    const isOurs = metadata.name.startsWith(PREFIX) && metadata.annotations?.[TOOLING]?.startsWith("devcluster/");
    if (!id || !isOurs) return [];
    const isMember = (object: KubeObject) => object.metadata.labels?.[PART_OF] === id;
    const urls = [
      ...ingresses.filter(isMember).flatMap(ingressUrls),
      ...services.filter(isMember).flatMap((service) => serviceUrls(service, address)),
    ];
    return [
      {
        id,
        name: title(metadata.annotations?.["kubernetes.io/description"]) ?? metadata.name.slice(PREFIX.length),
        namespace: metadata.namespace ?? "",
        workloads: workloads.filter(isMember).toSorted((a, b) => a.metadata.name.localeCompare(b.metadata.name)),
        urls: [...new Set(urls)],
      },
    ];
  });
  return found.toSorted((one, other) => one.name.localeCompare(other.name));
}

/** The name as the app's folder writes it; the object's own is made of it. */
const title = (description = "") => /^What belongs to the app (.+); `devcluster down`/.exec(description)?.[1];

function serviceUrls({ spec, status }: ServiceObject, node: string | undefined): string[] {
  const [balancer] = status?.loadBalancer?.ingress ?? [];
  const host = balancer?.ip ?? balancer?.hostname;
  return (spec.ports ?? []).flatMap(({ port, nodePort, name }) => {
    const scheme = port === 443 || name === "https" ? "https" : "http";
    if (spec.type === "LoadBalancer" && host) return [url(scheme, host, port)];
    return spec.type === "NodePort" && node && nodePort ? [url(scheme, node, nodePort)] : [];
  });
}

function url(scheme: string, host: string, port: number): string {
  const usual = port === (scheme === "https" ? 443 : 80);
  return `${scheme}://${host.includes(":") ? `[${host}]` : host}${usual ? "" : `:${port}`}/`;
}

function ingressUrls({ spec }: IngressObject): string[] {
  const scheme = spec.tls?.length ? "https" : "http";
  return (spec.rules ?? []).flatMap(({ host, http }) => {
    if (!host || host.startsWith("*")) return [];
    return (http?.paths ?? [{}]).map(({ path = "/" }) => `${scheme}://${host}${path}`);
  });
}

export interface Rollout {
  state: "done" | "progressing" | "failed";
  ready: number;
  wanted: number;
  /** Why it has failed. */
  message: string | null;
}

/** How far the newest version of a Deployment, StatefulSet or DaemonSet is, as `kubectl rollout status` sees it. */
export function rollout({ metadata, spec, status = {} }: Workload): Rollout {
  const wanted = status.desiredNumberScheduled ?? spec.replicas ?? 1;
  const updated = status.updatedNumberScheduled ?? status.updatedReplicas ?? 0;
  const ready = status.numberReady ?? status.readyReplicas ?? 0;
  const failure = status.conditions?.find(
    ({ type, reason }) => type === "Progressing" && reason === "ProgressDeadlineExceeded",
  );
  const seen = (status.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  const old = (status.replicas ?? 0) > wanted;
  const done = seen && updated >= wanted && ready >= wanted && !old;
  return {
    state: failure ? "failed" : done ? "done" : "progressing",
    ready,
    wanted,
    message: failure?.message ?? null,
  };
}
