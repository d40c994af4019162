/** Fetches what may be related to an object: its owners, and what is around it. */
import { useEffect, useMemo, useState } from "react";
import { type Kind, apiVersion, findKind, kinds, listPath, objectPath } from "../../api/kinds";
import { get } from "../../api/kube";
import type { KubeObject } from "../../api/objects";
import { useRows } from "../../api/rows";
import { type Full, type Graph, relations } from "./graph";

interface Source {
  group: string;
  version: string;
  plural: string;
  kind: string;
  /** Kinds whose relations are among these; all others have no kinds that are typical for them. */
  of: string[] | "others" | "all";
}

const WORKLOADS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"];
const USED = ["ConfigMap", "Secret", "PersistentVolumeClaim", "ServiceAccount"];
const KNOWN = [...WORKLOADS, ...USED, "Pod", "Service", "Node"];

const SOURCES: Source[] = [
  { group: "apps", version: "v1", plural: "deployments", kind: "Deployment", of: "others" },
  { group: "apps", version: "v1", plural: "statefulsets", kind: "StatefulSet", of: "others" },
  { group: "apps", version: "v1", plural: "daemonsets", kind: "DaemonSet", of: "others" },
  { group: "apps", version: "v1", plural: "replicasets", kind: "ReplicaSet", of: ["Deployment"] },
  { group: "batch", version: "v1", plural: "jobs", kind: "Job", of: ["CronJob"] },
  { group: "", version: "v1", plural: "pods", kind: "Pod", of: [...WORKLOADS, ...USED, "Service", "Node"] },
  { group: "", version: "v1", plural: "services", kind: "Service", of: [...WORKLOADS, "Pod"] },
  {
    group: "apps",
    version: "v1",
    plural: "controllerrevisions",
    kind: "ControllerRevision",
    of: ["StatefulSet", "DaemonSet"],
  },
  { group: "discovery.k8s.io", version: "v1", plural: "endpointslices", kind: "EndpointSlice", of: ["Service"] },
  { group: "", version: "v1", plural: "persistentvolumeclaims", kind: "PersistentVolumeClaim", of: ["StatefulSet"] },
  { group: "networking.k8s.io", version: "v1", plural: "ingresses", kind: "Ingress", of: ["Service"] },
  {
    group: "autoscaling",
    version: "v2",
    plural: "horizontalpodautoscalers",
    kind: "HorizontalPodAutoscaler",
    of: ["Deployment", "StatefulSet", "ReplicaSet"],
  },
];

const isAsked = ({ of }: Source, kind: string) =>
  of === "all" || (of === "others" ? !KNOWN.includes(kind) : of.includes(kind) || !KNOWN.includes(kind));

/** Objects of one source; the same number of hooks whatever the object is. */
function useSource(source: Source, kind: string, namespace: string | undefined, name: string): Full[] {
  const isNode = kind === "Node";
  const wanted = isAsked(source, kind) && (namespace !== undefined || isNode);
  const { rows } = useRows<KubeObject>({
    path: wanted ? listPath(source, namespace) : null,
    view: "object",
    ...(isNode && { fieldSelector: `spec.nodeName=${name}` }),
  });
  return useMemo(
    () => rows.map((row) => ({ ...row, apiVersion: apiVersion(source), kind: source.kind })),
    [rows, source],
  );
}

const HIGHEST = 5;

/** The chain of owners, the nearest first. */
function useOwners(object: KubeObject): Full[] {
  const [owners, setOwners] = useState<Full[]>([]);
  const key = JSON.stringify(object.metadata.ownerReferences ?? []);
  const { namespace } = object.metadata;
  useEffect(() => {
    let over = false;
    const climb = async () => {
      const all = await kinds();
      const found: Full[] = [];
      let references: KubeObject["metadata"]["ownerReferences"] = JSON.parse(key);
      for (let level = 0; references?.length && level < HIGHEST; level++) {
        const reference = references.find(({ controller }) => controller) ?? references[0]!;
        const kind = findKind(all, reference.apiVersion, reference.kind);
        if (!kind) break;
        const path = objectPath(kind, kind.namespaced ? namespace : null, reference.name);
        const owner = await get<KubeObject>(path);
        found.push({ ...owner, apiVersion: reference.apiVersion, kind: reference.kind });
        references = owner.metadata.ownerReferences;
      }
      if (!over) setOwners(found);
    };
    // Without the right to read an owner the chain ends there.
    climb().catch(() => {});
    return () => void (over = true);
  }, [key, namespace]);
  return owners;
}

export function useRelated(kind: Kind, object: KubeObject): Graph {
  const { namespace, name } = object.metadata;
  const owners = useOwners(object);
  const lists = SOURCES.map((source) => useSource(source, kind.kind, namespace, name));
  return useMemo(() => {
    const self: Full = { ...object, apiVersion: apiVersion(kind), kind: kind.kind };
    return relations(self, owners, lists.flat());
    // One dependency for each list: their number never changes.
  }, [kind, object, owners, ...lists]);
}
