/** Keeps findings that come and go: a container that crashes runs for a moment in between. */
import { refKey } from "../../api/owner";
import { type Finding, type Problem, inOrder } from "./finding";

const FLEETING: Problem[] = ["crash", "outOfMemory", "noCommand", "probe"];
const KEPT = 30_000;

export type Seen = Map<string, { finding: Finding; at: number }>;

/** `exists` tells whether a namespace still has a pod of a name. Changes `seen`. */
export function lasting(
  findings: Finding[],
  seen: Seen,
  now: number,
  exists: (namespace: string, pod: string) => boolean,
): Finding[] {
  const ids = new Set(findings.map(({ id }) => id));
  const objects = new Set(findings.map(({ object }) => refKey(object)));
  for (const finding of findings) if (FLEETING.includes(finding.problem)) seen.set(finding.id, { finding, at: now });
  const kept: Finding[] = [];
  for (const [id, { finding, at }] of seen) {
    const { object, pods } = finding;
    if (now - at > KEPT || !pods.some((pod) => exists(object.namespace ?? "", pod))) seen.delete(id);
    // Where something else is known of it by now, that is what holds.
    else if (!ids.has(id) && !objects.has(refKey(object))) kept.push(finding);
  }
  return kept.length > 0 ? inOrder([...findings, ...kept]) : findings;
}
