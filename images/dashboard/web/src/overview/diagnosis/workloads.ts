/** What is wrong with what makes pods: Deployments that do not go on, pods that may not be made, failed Jobs. */
import type { EventObject, Workload } from "../../api/objects";
import { builtIn, refTo } from "../../api/owner";
import { type Cluster, type JobObject, lastSeen } from "./cluster";
import { type Finding, type Problem, moment } from "./finding";
import { condition } from "./nodes";

/** Events are history: older ones say nothing of now. */
const RECENT = 10 * 60_000;

export const deploymentFindings = (deployments: Workload[]) => deployments.flatMap(stuck);

function stuck({ metadata, status, spec }: Workload): Finding[] {
  const { name, namespace = "" } = metadata;
  const ready = `${status?.readyReplicas ?? 0}/${spec.replicas ?? 1}`;
  const object = refTo("Deployment", namespace, name);
  const refused = condition(status?.conditions, "ReplicaFailure");
  if (refused?.status === "True") {
    return [refusal(object, refused.message ?? "", moment(refused.lastTransitionTime))];
  }
  const progress = condition(status?.conditions, "Progressing");
  if (progress?.reason !== "ProgressDeadlineExceeded") return [];
  return [
    {
      id: `rollout:${namespace}/${name}`,
      severity: "bad",
      problem: "rollout",
      object,
      values: { name, ready },
      command: `kubectl rollout undo deployment ${name} -n ${namespace}`,
      message: progress.message ?? null,
      since: moment(progress.lastTransitionTime),
      pods: [],
    },
  ];
}

/** Why the API server takes no pod of an owner. */
export function refusal(object: Finding["object"], message: string, since: number | null): Finding {
  const namespace = object.namespace ?? "";
  const [, quota = ""] = /exceeded quota: ([^,]+)/.exec(message) ?? [];
  const [, requested = ""] = /requested: (.+?), used/.exec(message) ?? [];
  const [, level = ""] = /violates PodSecurity "([^":]+)/.exec(message) ?? [];
  const problem: Problem = quota ? "quota" : level ? "podSecurity" : "cannotCreate";
  const command = quota
    ? `kubectl describe quota ${quota} -n ${namespace}`
    : level
      ? `kubectl get namespace ${namespace} --show-labels`
      : `kubectl describe ${object.kind.toLowerCase()} ${object.name} -n ${namespace}`;
  const values = { quota, requested: requested || "–", level, name: object.name };
  const id = `${problem}:${object.kind}/${namespace}/${object.name}`;
  return { id, severity: "bad", problem, object, values, command, message, since, pods: [] };
}

/** Refusals that are told by events alone: of StatefulSets, DaemonSets, Jobs; and autoscalers without figures. */
export function eventFindings({ events, now }: Pick<Cluster, "events" | "now">): Finding[] {
  const found = new Map<string, Finding>();
  for (const event of events) {
    if (event.type !== "Warning" || now - lastSeen(event) > RECENT) continue;
    const finding = ofEvent(event);
    if (!finding) continue;
    const known = found.get(finding.id);
    if (!known || (known.since ?? 0) < (finding.since ?? 0)) found.set(finding.id, finding);
  }
  return [...found.values()];
}

function ofEvent(event: EventObject): Finding | null {
  const { kind, name, namespace = "" } = event.involvedObject;
  const object = builtIn(kind, namespace, name);
  if (!object) return null;
  // A Deployment has a condition for what its ReplicaSets are refused.
  if (event.reason === "FailedCreate" && kind !== "ReplicaSet" && kind !== "Pod") {
    return refusal(object, event.message, lastSeen(event));
  }
  if (kind !== "HorizontalPodAutoscaler" || !/^Failed(GetResourceMetric|ComputeMetricsReplicas)/.test(event.reason)) {
    return null;
  }
  const missing = /no metrics returned|unable to fetch metrics|could not find the requested resource/.test(
    event.message,
  );
  return {
    id: `noMetrics:${namespace}/${name}`,
    severity: "warn",
    problem: "noMetrics",
    object,
    values: { name },
    command: missing ? "devcluster addon enable metrics" : `kubectl describe hpa ${name} -n ${namespace}`,
    message: event.message,
    since: lastSeen(event),
    pods: [],
  };
}

export function jobFindings(jobs: JobObject[]): Finding[] {
  return jobs.flatMap(({ metadata: { name, namespace = "" }, status }) => {
    const failed = condition(status?.conditions, "Failed");
    if (failed?.status !== "True") return [];
    return [
      {
        id: `jobFailed:${namespace}/${name}`,
        severity: "bad" as const,
        problem: "jobFailed" as const,
        object: refTo("Job", namespace, name),
        values: { name, reason: failed.reason ?? "", failed: status?.failed ?? 0 },
        command: `kubectl logs job/${name} -n ${namespace}`,
        message: failed.message ?? null,
        since: moment(failed.lastTransitionTime),
        pods: [],
      },
    ];
  });
}
