import { refKey } from "../../api/owner";
import type { Cluster } from "./cluster";
import { type Finding, inOrder } from "./finding";
import { nodeFindings } from "./nodes";
import { podFindings } from "./pods";
import { serviceFindings } from "./services";
import { claimFindings } from "./storage";
import { deploymentFindings, eventFindings, jobFindings } from "./workloads";

/** Everything that is wrong now, causes rather than what comes of them. */
export function diagnose(cluster: Cluster): Finding[] {
  const failed = jobFindings(cluster.jobs);
  const over = new Set(failed.map(({ object }) => refKey(object)));
  // A Job that is over says what its pods came to.
  const pods = podFindings(cluster).filter(({ problem, object }) => problem !== "ended" || !over.has(refKey(object)));
  const explained = new Set(pods.map(({ object }) => refKey(object)));
  // A rollout that does not go on is what its pods' trouble looks like from afar; Jobs fail as their pods do.
  const apart = ({ object }: Finding) => !explained.has(refKey(object));
  const workloads = [...deploymentFindings(cluster.deployments), ...failed].filter(apart);
  const refused = eventFindings(cluster);
  const known = new Set([...explained, ...[...workloads, ...refused].map(({ object }) => refKey(object))]);
  return inOrder([
    ...nodeFindings(cluster.nodes),
    ...pods,
    ...workloads,
    ...refused,
    ...claimFindings(cluster),
    ...serviceFindings(cluster, known),
  ]);
}

/** Those of a namespace, and those of the whole cluster. */
export const within = (findings: Finding[], namespace: string | null) =>
  namespace === null
    ? findings
    : findings.filter(({ object }) => object.namespace === null || object.namespace === namespace);
