/** Services that lead nowhere. */
import { groupBy } from "../../api/group";
import type { PodRow } from "../../api/objects";
import { refKey, refTo, workloadOf } from "../../api/owner";
import type { Cluster, ServiceObject } from "./cluster";
import { type Finding, moment } from "./finding";

const GRACE = 30_000;

/** `explained` has the workloads that something is known to be wrong with: their services need no words of their own. */
export function serviceFindings(
  cluster: Pick<Cluster, "services" | "pods" | "now">,
  explained: Set<string>,
): Finding[] {
  const { services, pods, now } = cluster;
  const byNamespace = groupBy(pods, ({ namespace }) => namespace);
  return services.flatMap((service) => {
    const { metadata, spec } = service;
    const selector = Object.entries(spec.selector ?? {});
    if (spec.type === "ExternalName" || selector.length === 0) return [];
    if (now - (moment(metadata.creationTimestamp) ?? 0) < GRACE) return [];
    const behind = (byNamespace.get(metadata.namespace ?? "") ?? []).filter(
      (pod) => isAlive(pod) && selector.every(([key, value]) => pod.labels[key] === value),
    );
    if (behind.length === 0) return [finding(service, "serviceEmpty", [])];
    if (spec.publishNotReadyAddresses || behind.some(({ ready, containers }) => ready === containers)) return [];
    if (behind.some((pod) => explained.has(refKey(workloadOf(pod))) || now - Date.parse(pod.created) < GRACE))
      return [];
    return [finding(service, "serviceUnready", behind)];
  });
}

const isAlive = ({ phase, deleting }: PodRow) => !deleting && phase !== "Succeeded" && phase !== "Failed";

function finding(service: ServiceObject, problem: "serviceEmpty" | "serviceUnready", pods: PodRow[]): Finding {
  const { name, namespace = "", creationTimestamp } = service.metadata;
  const selector = Object.entries(service.spec.selector ?? {})
    .map(([key, value]) => `${key}=${value}`)
    .join(",");
  return {
    id: `${problem}:${namespace}/${name}`,
    severity: "warn",
    problem,
    object: refTo("Service", namespace, name),
    values: { name, selector, pods: pods.length },
    command:
      problem === "serviceEmpty"
        ? `kubectl get pods -n ${namespace} --show-labels`
        : `kubectl get pods -n ${namespace} -l ${selector}`,
    message: null,
    since: moment(creationTimestamp),
    pods: pods.map(({ name }) => name),
  };
}
