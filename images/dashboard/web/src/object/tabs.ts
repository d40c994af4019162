/** Which views an object of a kind has. */
import type { Kind } from "../api/kinds";

export type Tab = "summary" | "yaml" | "events" | "relations" | "logs" | "terminal" | "metrics";

const WITH_PODS = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"];

export function tabsOf({ kind, group }: Pick<Kind, "kind" | "group">): Tab[] {
  const isPod = kind === "Pod" && group === "";
  const isNode = kind === "Node" && group === "";
  const hasLogs = isPod || (WITH_PODS.includes(kind) && ["apps", "batch"].includes(group));
  const all: (Tab | false)[] = [
    "summary",
    "yaml",
    "events",
    "relations",
    hasLogs && "logs",
    isPod && "terminal",
    (isPod || isNode) && "metrics",
  ];
  return all.filter((tab) => tab !== false);
}
