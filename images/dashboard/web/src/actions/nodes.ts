/** Nodes: keep new pods away, send pods elsewhere. */
import type { KubeObject } from "../api/objects";
import { type Action, type Call, type Target, patchCall } from "./action";

export function cordon(target: Target, cordoned: boolean): Action {
  return {
    command: `kubectl ${cordoned ? "cordon" : "uncordon"} ${target.name}`,
    calls: [patchCall(target, { spec: { unschedulable: cordoned || null } })],
  };
}

export interface DrainOptions {
  /** Also pods whose emptyDir volumes are lost with them. */
  emptyDir: boolean;
  /** Also pods that nothing makes anew. */
  force: boolean;
}

export function drainCommand(node: string, { emptyDir, force }: DrainOptions): string {
  const options = [emptyDir && "--delete-emptydir-data", force && "--force"].filter(Boolean);
  return ["kubectl drain", node, "--ignore-daemonsets", ...options].join(" ");
}

/** A field selector of the node's pods. */
export const onNode = (node: string) => `spec.nodeName=${node}`;

export interface PodObject extends KubeObject {
  spec: { volumes?: { emptyDir?: object }[]; nodeName?: string };
  status?: { phase?: string };
}

/** `stays`: of a DaemonSet or of the node itself; the two reasons ask for the user's word. */
export type Fate = "goes" | "daemonSet" | "static" | "emptyDir" | "unmanaged";

export function fate({ metadata, spec, status }: PodObject, { emptyDir, force }: DrainOptions): Fate {
  if (metadata.annotations?.["kubernetes.io/config.mirror"]) return "static";
  if (status?.phase === "Succeeded" || status?.phase === "Failed") return "goes";
  const owner = metadata.ownerReferences?.find(({ controller }) => controller);
  if (owner?.kind === "DaemonSet") return "daemonSet";
  if (!owner && !force) return "unmanaged";
  if (!emptyDir && spec.volumes?.some((volume) => volume.emptyDir)) return "emptyDir";
  return "goes";
}

export const fatesOf = (pods: PodObject[], options: DrainOptions) =>
  pods.map((pod) => ({ pod, fate: fate(pod, options) }));

/** kubectl drains nothing at all where a pod needs an option that was not given. */
export const isHeld = (fates: { fate: Fate }[]) =>
  fates.some(({ fate }) => fate === "emptyDir" || fate === "unmanaged");

export function eviction({ metadata: { name, namespace, uid } }: KubeObject): Call {
  return {
    about: name,
    method: "POST",
    path: `/api/v1/namespaces/${namespace}/pods/${name}/eviction`,
    body: {
      apiVersion: "policy/v1",
      kind: "Eviction",
      metadata: { name, namespace },
      // Asked again, it must not take the pod that came in its place.
      deleteOptions: { preconditions: { uid } },
    },
  };
}
