/** The order in which objects are applied: what others need comes first. */
import type { Manifest } from "./parse";

const FIRST = [
  "Namespace",
  "CustomResourceDefinition",
  "PriorityClass",
  "StorageClass",
  "IngressClass",
  "ServiceAccount",
  "ClusterRole",
  "Role",
  "ClusterRoleBinding",
  "RoleBinding",
  "ResourceQuota",
  "LimitRange",
  "NetworkPolicy",
  "Secret",
  "ConfigMap",
  "PersistentVolume",
  "PersistentVolumeClaim",
  "Service",
];
/** They check or change what comes: after what serves them. */
const LAST = ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration", "APIService"];

function place(kind: string): number {
  const first = FIRST.indexOf(kind);
  if (first >= 0) return first;
  const last = LAST.indexOf(kind);
  return FIRST.length + (last < 0 ? 0 : 1 + last);
}

export function inOrder<T extends Pick<Manifest, "kind">>(manifests: T[]): T[] {
  return manifests.toSorted((one, other) => place(one.kind) - place(other.kind));
}
