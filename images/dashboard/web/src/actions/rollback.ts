/** Back to an earlier revision of a Deployment, a StatefulSet or a DaemonSet. */
import type { KubeObject } from "../api/objects";
import { type Action, FIELD_MANAGER, STRATEGIC, type Target, kubectl, pathOf, patchCall } from "./action";

export interface Revision {
  number: number;
  name: string;
  created: string;
  images: string[];
  cause: string | null;
  /** Pods of it, where that is known. */
  replicas: number | null;
  /** The ReplicaSet or ControllerRevision. */
  source: KubeObject;
}

const NUMBER = "deployment.kubernetes.io/revision";
const CAUSE = "kubernetes.io/change-cause";

interface Template {
  metadata?: { labels?: Record<string, string> };
  spec?: { containers?: { image: string }[] };
}

interface Source extends KubeObject {
  revision?: number;
  data?: { spec?: { template?: Template } };
  spec?: { template?: Template };
  status?: { replicas?: number };
}

const template = ({ spec, data }: Source) => spec?.template ?? data?.spec?.template;

/** Of the ReplicaSets or ControllerRevisions that belong to the object, the newest first. */
export function revisions(uid: string, sources: KubeObject[]): Revision[] {
  const own = sources.filter(({ metadata }) => metadata.ownerReferences?.some((owner) => owner.uid === uid));
  const all = (own as Source[]).map((source) => ({
    number: source.revision ?? Number(source.metadata.annotations?.[NUMBER] ?? 0),
    name: source.metadata.name,
    created: source.metadata.creationTimestamp,
    images: (template(source)?.spec?.containers ?? []).map(({ image }) => image),
    cause: source.metadata.annotations?.[CAUSE] ?? null,
    replicas: source.status ? (source.status.replicas ?? 0) : null,
    source,
  }));
  return all.sort((one, other) => other.number - one.number);
}

export function rollBack(target: Target, { number, source }: Pick<Revision, "number" | "source">): Action {
  const command = kubectl("rollout undo", target, `--to-revision=${number}`);
  const { data } = source as Source;
  // A ControllerRevision is itself the patch.
  if (data) return { command, calls: [patchCall(target, data, STRATEGIC)] };
  const { metadata, ...rest } = template(source as Source) ?? {};
  const { "pod-template-hash": _, ...labels } = metadata?.labels ?? {};
  const body = [{ op: "replace", path: "/spec/template", value: { metadata: { ...metadata, labels }, ...rest } }];
  const contentType = "application/json-patch+json";
  const call = { about: target.name, method: "PATCH" as const, path: pathOf(target), body, contentType };
  return { command, calls: [{ ...call, query: FIELD_MANAGER }] };
}
