/** The parts of a pod that its summary shows. */
import type { KubeObject } from "../../api/objects";
import type { ContainerStatus } from "../status";

export interface Container {
  name: string;
  image: string;
  command?: string[];
  args?: string[];
  ports?: { name?: string; containerPort: number; protocol?: string }[];
  env?: { name: string; value?: string; valueFrom?: object }[];
  envFrom?: { configMapRef?: { name: string }; secretRef?: { name: string } }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  volumeMounts?: { name: string; mountPath: string; readOnly?: boolean }[];
  livenessProbe?: Probe;
  readinessProbe?: Probe;
  startupProbe?: Probe;
  restartPolicy?: string;
}

export interface Probe {
  httpGet?: { path?: string; port: number | string; scheme?: string };
  tcpSocket?: { port: number | string };
  exec?: { command?: string[] };
  grpc?: { port: number };
  initialDelaySeconds?: number;
  periodSeconds?: number;
  timeoutSeconds?: number;
  failureThreshold?: number;
}

export type Volume = { name: string } & Record<string, unknown>;

export interface PodSpec {
  containers: Container[];
  initContainers?: Container[];
  nodeName?: string;
  serviceAccountName?: string;
  restartPolicy?: string;
  priorityClassName?: string;
  volumes?: Volume[];
}

export interface PodObject extends KubeObject {
  spec: PodSpec;
  status?: {
    phase?: string;
    podIP?: string;
    hostIP?: string;
    qosClass?: string;
    containerStatuses?: ContainerStatus[];
    initContainerStatuses?: ContainerStatus[];
  };
}

/** `GET :8080/health, every 10 s`. */
export function probeText(probe: Probe): string {
  const { httpGet, tcpSocket, exec, grpc, periodSeconds = 10 } = probe;
  const what = httpGet
    ? `GET :${httpGet.port}${httpGet.path ?? "/"}`
    : tcpSocket
      ? `TCP :${tcpSocket.port}`
      : grpc
        ? `gRPC :${grpc.port}`
        : (exec?.command ?? []).join(" ");
  return `${what} · ${periodSeconds}s × ${probe.failureThreshold ?? 3}`;
}

/** What is behind a volume: the kind and the name of it. */
export function volumeSource({ name: _, ...rest }: Volume): {
  type: string;
  link: { apiVersion: string; kind: string; name: string } | null;
} {
  const [type = "", source] = Object.entries(rest)[0] ?? [];
  const { name, secretName, claimName } = (source ?? {}) as Record<string, string | undefined>;
  const link =
    type === "configMap" && name
      ? { apiVersion: "v1", kind: "ConfigMap", name }
      : type === "secret" && secretName
        ? { apiVersion: "v1", kind: "Secret", name: secretName }
        : type === "persistentVolumeClaim" && claimName
          ? { apiVersion: "v1", kind: "PersistentVolumeClaim", name: claimName }
          : null;
  return { type, link };
}
