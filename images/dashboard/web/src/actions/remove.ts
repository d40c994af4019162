/** Deleting, and what goes with it. */
import { kubectlName } from "../api/kinds";
import { type Action, type Target, pathOf, place, quote } from "./action";

export type Propagation = "Background" | "Foreground" | "Orphan";

export interface Removal {
  propagation: Propagation;
  /** Without waiting for containers to end. */
  force: boolean;
}

export function remove(targets: Target[], { propagation, force }: Removal): Action {
  const options = [
    ...(propagation === "Background" ? [] : [`--cascade=${propagation.toLowerCase()}`]),
    ...(force ? ["--grace-period=0", "--force"] : []),
  ];
  const namespaces = [...new Set(targets.map(({ namespace }) => namespace))];
  const commands = namespaces.map((namespace) => {
    const those = targets.filter((target) => target.namespace === namespace);
    const names = those.map(({ name }) => quote(name));
    return ["kubectl delete", kubectlName(those[0]!.kind), ...names, ...place(namespace), ...options].join(" ");
  });
  const body = {
    kind: "DeleteOptions",
    apiVersion: "v1",
    propagationPolicy: propagation,
    ...(force && { gracePeriodSeconds: 0 }),
  };
  return {
    command: commands.join("\n"),
    calls: targets.map((target) => ({ about: target.name, method: "DELETE", path: pathOf(target), body })),
  };
}

/** Kinds whose loss is a loss of data or of much else: their name has to be typed. */
export const isPrecious = ({ kind, group }: { kind: string; group: string }) =>
  (group === "" && ["Namespace", "PersistentVolume", "PersistentVolumeClaim", "Node"].includes(kind)) ||
  kind === "CustomResourceDefinition";

export type Goes = "children" | "pods" | "namespace" | "data" | "crd" | "again" | "endpoints" | "node" | "nothing";

/** What goes with an object of a kind; `owned` is whether a controller would make it anew. */
export function goesWith({ kind, group }: { kind: string; group: string }, owned: boolean): Goes {
  if (kind === "Namespace" && group === "") return "namespace";
  if (kind.startsWith("PersistentVolume")) return "data";
  if (kind === "CustomResourceDefinition") return "crd";
  if (kind === "Node" && group === "") return "node";
  if (kind === "Service" && group === "") return "endpoints";
  if (owned) return "again";
  if (["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job"].includes(kind)) return "pods";
  if (kind === "CronJob") return "children";
  return "nothing";
}

/** Whether other objects can hang on it, so that there is something to choose. */
export const hasDependents = (goes: Goes) => goes === "pods" || goes === "children";
