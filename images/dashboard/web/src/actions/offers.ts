/** Which actions there are for an object, and the right that each takes. */
import type { Kind } from "../api/kinds";
import type { KubeObject } from "../api/objects";
import type { Right } from "./allowed";

export type Offer =
  | "scale"
  | "restart"
  | "pause"
  | "resume"
  | "image"
  | "trigger"
  | "suspend"
  | "unsuspend"
  | "cordon"
  | "uncordon"
  | "drain"
  | "labels"
  | "delete";

const RESTARTED = ["Deployment", "StatefulSet", "DaemonSet"];

interface Spec {
  paused?: boolean;
  suspend?: boolean;
  unschedulable?: boolean;
}

export function offers(kind: Kind, object: KubeObject): Offer[] {
  const spec = (object.spec ?? {}) as Spec;
  const is = (group: string, ...kinds: string[]) => kind.group === group && kinds.includes(kind.kind);
  const all: (Offer | false)[] = [
    kind.subresources.includes("scale") && "scale",
    is("apps", ...RESTARTED) && "restart",
    is("apps", "Deployment") && (spec.paused ? "resume" : "pause"),
    is("apps", ...RESTARTED) && "image",
    is("batch", "CronJob") && "trigger",
    is("batch", "CronJob", "Job") && (spec.suspend ? "unsuspend" : "suspend"),
    is("", "Node") && (spec.unschedulable ? "uncordon" : "cordon"),
    is("", "Node") && "drain",
    kind.verbs.includes("patch") && "labels",
    kind.verbs.includes("delete") && "delete",
  ];
  return all.filter((offer) => offer !== false);
}

export function rightFor(offer: Offer, kind: Kind, namespace: string | null, name: string): Right {
  const own = { group: kind.group, resource: kind.plural, namespace, name };
  switch (offer) {
    case "scale":
      return { ...own, verb: "patch", subresource: "scale" };
    case "delete":
      return { ...own, verb: "delete" };
    case "trigger":
      return { verb: "create", group: "batch", resource: "jobs", namespace };
    case "drain":
      return { verb: "create", group: "", resource: "pods", subresource: "eviction", namespace: null };
    default:
      return { ...own, verb: "patch" };
  }
}
