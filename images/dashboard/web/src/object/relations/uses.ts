/** What a pod, or a template of pods, needs beside its images. */
import type { KubeObject } from "../../api/objects";

interface Named {
  name?: string;
}

interface Source {
  configMap?: Named;
  secret?: Named & { secretName?: string };
  persistentVolumeClaim?: { claimName: string };
  projected?: { sources?: Source[] };
}

interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  volumes?: Source[];
  imagePullSecrets?: Named[];
  serviceAccountName?: string;
  nodeName?: string;
}

interface Container {
  env?: { valueFrom?: { configMapKeyRef?: Named; secretKeyRef?: Named } }[];
  envFrom?: { configMapRef?: Named; secretRef?: Named }[];
}

export interface Use {
  kind: "ConfigMap" | "Secret" | "PersistentVolumeClaim" | "ServiceAccount" | "Node";
  name: string;
}

/** The pod's own spec, or that of the pods which a workload makes. */
export function podSpecOf(object: KubeObject): PodSpec | null {
  const spec = object.spec as
    | (PodSpec & { template?: { spec?: PodSpec }; jobTemplate?: { spec?: { template?: { spec?: PodSpec } } } })
    | undefined;
  if (spec?.containers) return spec;
  return spec?.template?.spec ?? spec?.jobTemplate?.spec?.template?.spec ?? null;
}

export function usesOf(spec: PodSpec): Use[] {
  const found: Use[] = [];
  const add = (kind: Use["kind"], name: string | undefined) => {
    // Every pod gets this one; it says nothing about the pod.
    if (!name || (kind === "ConfigMap" && name === "kube-root-ca.crt")) return;
    if (!found.some((one) => one.kind === kind && one.name === name)) found.push({ kind, name });
  };
  const volumes = (sources: Source[] = []) => {
    for (const { configMap, secret, persistentVolumeClaim, projected } of sources) {
      add("ConfigMap", configMap?.name);
      add("Secret", secret?.secretName ?? secret?.name);
      add("PersistentVolumeClaim", persistentVolumeClaim?.claimName);
      volumes(projected?.sources);
    }
  };
  volumes(spec.volumes);
  for (const { env = [], envFrom = [] } of [...(spec.initContainers ?? []), ...(spec.containers ?? [])]) {
    for (const { valueFrom } of env) {
      add("ConfigMap", valueFrom?.configMapKeyRef?.name);
      add("Secret", valueFrom?.secretKeyRef?.name);
    }
    for (const { configMapRef, secretRef } of envFrom) {
      add("ConfigMap", configMapRef?.name);
      add("Secret", secretRef?.name);
    }
  }
  spec.imagePullSecrets?.forEach(({ name }) => add("Secret", name));
  add("ServiceAccount", spec.serviceAccountName);
  add("Node", spec.nodeName);
  return found;
}
