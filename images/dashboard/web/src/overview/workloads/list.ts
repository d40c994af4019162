import { groupBy } from "../../api/group";
import type { Workload } from "../../api/objects";
import { type ObjectRef, refKey, refTo } from "../../api/owner";
import type { JobObject } from "../diagnosis/cluster";
import { type Rollout, type WorkloadKind, isSystem, jobRollout, rollout } from "./rollout";

export interface Entry {
  object: ObjectRef;
  rollout: Rollout;
}

export interface Listed {
  namespace: string;
  entries: Entry[];
}

export interface Sources {
  deployments: Workload[];
  statefulSets: Workload[];
  daemonSets: Workload[];
  jobs: JobObject[];
}

/** `troubled` has keys of objects with findings. Workloads by namespace, those that need a look first; the cluster's own apart, unless they were chosen. */
export function listed(
  sources: Sources,
  chosen: string | null,
  troubled: ReadonlySet<string> = new Set(),
): { own: Listed[]; system: Listed[] } {
  const { deployments, statefulSets, daemonSets, jobs } = sources;
  const of = (kind: WorkloadKind, workloads: Workload[]) =>
    workloads.map((one) => ({ object: reference(kind, one), rollout: rollout(kind, one) }));
  const all: Entry[] = [
    ...of("Deployment", deployments),
    ...of("StatefulSet", statefulSets),
    ...of("DaemonSet", daemonSets),
    ...jobs.map((job) => ({ object: reference("Job", job), rollout: jobRollout(job) })),
  ]
    .filter(({ object }) => chosen === null || object.namespace === chosen)
    .map((entry) => (isStuck(entry, troubled) ? { ...entry, rollout: { ...entry.rollout, tone: "bad" } } : entry));
  const list = [...groupBy(all, ({ object }) => object.namespace ?? "")]
    .map(([namespace, entries]) => ({ namespace, entries: entries.sort(inOrder) }))
    .sort((one, other) => one.namespace.localeCompare(other.namespace));
  const isApart = ({ namespace }: Listed) => chosen === null && isSystem(namespace);
  return { own: list.filter((one) => !isApart(one)), system: list.filter(isApart) };
}

/** What is known to be wrong with a workload says more than that not all of it is ready. */
const isStuck = ({ object, rollout }: Entry, troubled: ReadonlySet<string>) =>
  rollout.tone === "warn" && troubled.has(refKey(object));

const reference = (kind: string, { metadata }: Workload | JobObject) =>
  refTo(kind, metadata.namespace ?? null, metadata.name);

const RANK = { bad: 0, warn: 1, good: 2, idle: 3 };

const inOrder = (one: Entry, other: Entry) =>
  RANK[one.rollout.tone] - RANK[other.rollout.tone] || one.object.name.localeCompare(other.object.name);
