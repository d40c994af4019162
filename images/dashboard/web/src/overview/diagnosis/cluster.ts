/** What a diagnosis looks at. */
import type { Condition, EventObject, KubeObject, NodeObject, PodRow, Workload } from "../../api/objects";

export interface JobObject extends KubeObject {
  spec: { completions?: number; parallelism?: number; suspend?: boolean };
  status?: { active?: number; succeeded?: number; failed?: number; ready?: number; conditions?: Condition[] };
}

export interface ClaimObject extends KubeObject {
  spec: { storageClassName?: string; volumeName?: string };
  status?: { phase?: "Pending" | "Bound" | "Lost" };
}

export interface ServiceObject extends KubeObject {
  spec: { type?: string; selector?: Record<string, string>; publishNotReadyAddresses?: boolean };
}

export interface Cluster {
  pods: PodRow[];
  nodes: NodeObject[];
  deployments: Workload[];
  jobs: JobObject[];
  events: EventObject[];
  claims: ClaimObject[];
  services: ServiceObject[];
  now: number;
}

/** When an event was seen last; the API has four places for it. */
export function lastSeen(event: EventObject): number {
  const time =
    event.series?.lastObservedTime ??
    event.lastTimestamp ??
    event.eventTime ??
    event.firstTimestamp ??
    event.metadata.creationTimestamp;
  return Date.parse(time);
}

export const timesSeen = ({ series, count }: EventObject) => series?.count ?? count ?? 1;

/** Warnings by the uid of their object, the newest last. */
export function warningsByUid(events: EventObject[]): Map<string, EventObject[]> {
  const found = new Map<string, EventObject[]>();
  for (const event of events) {
    const uid = event.involvedObject.uid;
    if (event.type !== "Warning" || !uid) continue;
    const list = found.get(uid);
    if (list) list.push(event);
    else found.set(uid, [event]);
  }
  for (const list of found.values()) list.sort((one, other) => lastSeen(one) - lastSeen(other));
  return found;
}
