/** What state an object is in, in one word and a colour. */
import type { Condition, KubeObject } from "../api/objects";
import { toneOf } from "../explore/tone";
import type { Tone } from "../ui/Status";

export interface State {
  word: string;
  tone: Tone;
}

interface Stated extends KubeObject {
  spec?: { replicas?: number; paused?: boolean; suspend?: boolean; unschedulable?: boolean; type?: string };
  status?: {
    phase?: string;
    reason?: string;
    replicas?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    numberReady?: number;
    desiredNumberScheduled?: number;
    active?: unknown;
    conditions?: Condition[];
    initContainerStatuses?: ContainerStatus[];
    containerStatuses?: ContainerStatus[];
  };
}

export interface ContainerStatus {
  name: string;
  ready: boolean;
  started?: boolean;
  restartCount: number;
  image: string;
  state?: ContainerState;
  lastState?: ContainerState;
}

export interface ContainerState {
  waiting?: { reason?: string; message?: string };
  running?: { startedAt: string };
  terminated?: { reason?: string; message?: string; exitCode: number; finishedAt?: string };
}

const is = (object: Stated, type: string) =>
  object.status?.conditions?.find((condition) => condition.type === type)?.status === "True";

export function stateOf(kind: string, object: KubeObject): State | null {
  const stated = object as Stated;
  if (object.metadata.deletionTimestamp) return { word: "Terminating", tone: "warn" };
  return BY_KIND[kind]?.(stated) ?? general(stated);
}

const BY_KIND: Record<string, (object: Stated) => State | null> = {
  Pod: pod,
  Deployment: replicas,
  StatefulSet: replicas,
  ReplicaSet: replicas,
  DaemonSet: ({ status = {} }) => ready(status.numberReady ?? 0, status.desiredNumberScheduled ?? 0),
  Node: (object) => {
    const isReady = is(object, "Ready");
    const cordoned = object.spec?.unschedulable ? ", SchedulingDisabled" : "";
    return {
      word: `${isReady ? "Ready" : "NotReady"}${cordoned}`,
      tone: isReady ? (cordoned ? "warn" : "good") : "bad",
    };
  },
  Job: (object) => {
    if (is(object, "Complete")) return { word: "Complete", tone: "idle" };
    if (is(object, "Failed")) return { word: "Failed", tone: "bad" };
    if (object.spec?.suspend) return { word: "Suspended", tone: "warn" };
    return { word: "Running", tone: "good" };
  },
  CronJob: ({ spec }) => (spec?.suspend ? { word: "Suspended", tone: "warn" } : { word: "Scheduled", tone: "good" }),
};

function ready(count: number, wanted: number): State {
  return { word: `${count}/${wanted} ready`, tone: wanted === 0 ? "idle" : count >= wanted ? "good" : "warn" };
}

function replicas({ spec, status = {} }: Stated): State {
  const state = ready(status.readyReplicas ?? 0, spec?.replicas ?? 1);
  return spec?.paused ? { word: `${state.word}, paused`, tone: "warn" } : state;
}

/** kubectl's STATUS, but for the corners. */
function pod({ status = {} }: Stated): State {
  const all = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  const trouble = all.find(
    ({ state }) => state?.waiting || (state?.terminated && state.terminated.exitCode !== 0),
  )?.state;
  const word =
    (status.phase !== "Succeeded" && (trouble?.waiting?.reason ?? trouble?.terminated?.reason)) ||
    status.reason ||
    status.phase ||
    "Unknown";
  const unready = word === "Running" && (status.containerStatuses ?? []).some((one) => !one.ready);
  return { word, tone: unready ? "warn" : toneOf(word) };
}

function general(object: Stated): State | null {
  const { phase } = object.status ?? {};
  if (typeof phase === "string" && phase) return { word: phase, tone: toneOf(phase) };
  const conditions = object.status?.conditions;
  if (!Array.isArray(conditions)) return null;
  const main = ["Ready", "Available", "Established", "Accepted", "Programmed"]
    .map((type) => conditions.find((condition) => condition.type === type))
    .find(Boolean);
  if (!main) return null;
  return main.status === "True"
    ? { word: main.type, tone: "good" }
    : { word: main.reason || `Not ${main.type}`, tone: main.status === "False" ? "bad" : "warn" };
}
