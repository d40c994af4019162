import { refTo } from "../../api/owner";
import { type ClaimObject, type Cluster, warningsByUid } from "./cluster";
import { type Finding, moment } from "./finding";

/** How long a claim may take. */
const GRACE = 15_000;

/** Claims that get no volume. One that waits for its first pod is well. */
export function claimFindings({ claims, events, now }: Pick<Cluster, "claims" | "events" | "now">): Finding[] {
  const pending = claims.filter(({ status }) => status?.phase === "Pending" || status?.phase === "Lost");
  if (pending.length === 0) return [];
  const warnings = warningsByUid(events);
  const waiting = new Set(
    events.filter(({ reason }) => reason === "WaitForFirstConsumer").map(({ involvedObject }) => involvedObject.uid),
  );
  return pending.flatMap((claim) => {
    const failed = warnings.get(claim.metadata.uid)?.at(-1)?.message ?? null;
    const created = moment(claim.metadata.creationTimestamp) ?? now;
    if (failed === null && claim.status?.phase === "Pending") {
      if (waiting.has(claim.metadata.uid) || now - created < GRACE) return [];
    }
    return [finding(claim, failed, created)];
  });
}

function finding({ metadata, spec, status }: ClaimObject, message: string | null, since: number): Finding {
  const { name, namespace = "" } = metadata;
  return {
    id: `claimPending:${namespace}/${name}`,
    severity: "bad",
    problem: "claimPending",
    object: refTo("PersistentVolumeClaim", namespace, name),
    values: { name, class: spec.storageClassName ?? "–", phase: status?.phase ?? "" },
    command: /storageclass.*not found/i.test(message ?? "")
      ? "kubectl get storageclass"
      : `kubectl describe pvc ${name} -n ${namespace}`,
    message,
    since,
    pods: [],
  };
}
