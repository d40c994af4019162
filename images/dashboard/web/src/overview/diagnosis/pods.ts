/** What is wrong with pods: the same trouble of one workload's pods is one finding. */
import type { EventObject, NodeObject, PodRow } from "../../api/objects";
import { refKey, workloadOf } from "../../api/owner";
import type { Values } from "../../i18n/fill";
import { type Cluster, warningsByUid } from "./cluster";
import { exitMeaning } from "./exit";
import type { Finding, Problem } from "./finding";
import { imageTrouble } from "./image";
import { unscheduled } from "./unscheduled";

export interface PodTrouble {
  problem: Problem;
  severity?: Finding["severity"];
  values?: Values;
  command: string;
  message: string | null;
}

type Trouble = PodRow["trouble"][number];

const IMAGE_REASONS = [
  "ErrImagePull",
  "ImagePullBackOff",
  "ErrImageNeverPull",
  "InvalidImageName",
  "ImageInspectError",
];
const CREATE_REASONS = ["CreateContainerConfigError", "CreateContainerError"];
/** What every pod goes through. */
const BEGINNING = ["ContainerCreating", "PodInitializing", "Completed"];
/** How long a pod may take to become ready before somebody should look. */
const GRACE = 30_000;

export function podFindings({ pods, nodes, events, now }: Pick<Cluster, "pods" | "nodes" | "events" | "now">) {
  const warnings = warningsByUid(events);
  const found = new Map<string, Finding>();
  for (const pod of pods) {
    for (const trouble of troublesOf(pod, warnings.get(pod.uid) ?? [], nodes, now)) add(found, pod, trouble);
  }
  return [...found.values()];
}

function add(found: Map<string, Finding>, pod: PodRow, trouble: PodTrouble) {
  const object = workloadOf(pod);
  const what = String(trouble.values?.container ?? trouble.values?.image ?? "");
  const id = `${trouble.problem}:${refKey(object)}:${what}`;
  const since = Date.parse(pod.created);
  const known = found.get(id);
  if (known) {
    if (!known.pods.includes(pod.name)) known.pods.push(pod.name);
    known.since = Math.min(known.since ?? since, since);
    return;
  }
  const { problem, severity = "bad", values = {}, command, message } = trouble;
  found.set(id, { id, severity, problem, object, values, command, message, since, pods: [pod.name] });
}

function troublesOf(pod: PodRow, warnings: EventObject[], nodes: NodeObject[], now: number): PodTrouble[] {
  const of = `-n ${pod.namespace}`;
  const describe = `kubectl describe pod ${pod.name} ${of}`;
  if (pod.status === "Evicted") {
    const command = `kubectl delete pods ${of} --field-selector status.phase=Failed`;
    return [{ problem: "evicted", severity: "warn", command, message: messageOf(pod) }];
  }
  if (pod.deleting || pod.phase === "Succeeded") return [];
  const found = pod.trouble.flatMap((trouble) => {
    if (trouble.reason === "Unschedulable") return unscheduled(pod, trouble.message, nodes);
    if (trouble.reason === "Unready") return unready(pod, trouble, warnings, describe, now);
    return ofContainer(pod, trouble, describe) ?? [];
  });
  return found.length > 0 || pod.phase !== "Pending" ? found : beginning(warnings, describe);
}

const messageOf = (pod: PodRow) => pod.trouble.find(({ message }) => message)?.message ?? null;

function ofContainer(pod: PodRow, trouble: Trouble, describe: string): PodTrouble | null {
  const { reason, message, exitCode } = trouble;
  const container = trouble.container ?? pod.names[0] ?? "";
  if (BEGINNING.includes(reason)) return null;
  if (IMAGE_REASONS.includes(reason)) {
    const { problem, image, command } = imageTrouble(reason, message, describe);
    return { problem, values: { image, container }, command, message };
  }
  if (CREATE_REASONS.includes(reason)) {
    const [, kind, name] = /(configmap|secret) "([^"]+)"/i.exec(message ?? "") ?? [];
    const what = kind?.toLowerCase() === "secret" ? "Secret" : "ConfigMap";
    const command = kind ? `kubectl get ${kind.toLowerCase()} ${name} -n ${pod.namespace}` : describe;
    const problem = kind || /key/.test(message ?? "") ? "configMissing" : "containerFails";
    return { problem, values: { container, what: kind ? what : "", name: name ?? "" }, command, message };
  }
  if (reason === "OOMKilled" || /OOMKilled/.test(message ?? "")) {
    const { kind, name } = workloadOf(pod);
    const command = `kubectl set resources ${kind.toLowerCase()} ${name} -n ${pod.namespace} -c ${container} --limits memory=1Gi`;
    const resizable = kind === "Pod" || kind === "Job" ? describe : command;
    return { problem: "outOfMemory", values: { container, restarts: trouble.restarts }, command: resizable, message };
  }
  if (exitCode === 128 || /^(RunContainerError|StartError)$/.test(reason)) {
    return { problem: "noCommand", values: { container }, command: describe, message };
  }
  const crashed = reason === "CrashLoopBackOff" || exitCode !== null;
  if (!crashed) return { problem: "containerFails", values: { container, reason }, command: describe, message };
  const previous = trouble.restarts > 0 ? " --previous" : "";
  const command = `kubectl logs ${pod.name} -c ${container}${previous} -n ${pod.namespace}`;
  const meaning = exitMeaning(exitCode);
  const values = { container, code: exitCode ?? "?", meaning, restarts: trouble.restarts, reason };
  const problem = pod.phase === "Failed" && trouble.restarts === 0 ? "ended" : "crash";
  return { problem, values, command, message };
}

function unready(pod: PodRow, trouble: Trouble, warnings: EventObject[], describe: string, now: number): PodTrouble[] {
  const failed = warnings.findLast(({ reason }) => reason === "Unhealthy");
  const container = trouble.container ?? pod.names[0] ?? "";
  if (failed) {
    const [, probe = "Readiness"] = /^(Readiness|Liveness|Startup) probe/.exec(failed.message) ?? [];
    return [{ problem: "probe", values: { container, probe }, command: describe, message: failed.message }];
  }
  if (now - Date.parse(pod.created) < GRACE) return [];
  return [{ problem: "unready", severity: "warn", values: { container }, command: describe, message: trouble.message }];
}

/** What keeps a pod from having containers at all is told by events only. */
function beginning(warnings: EventObject[], describe: string): PodTrouble[] {
  const event = warnings.findLast(({ reason }) =>
    /^(FailedMount|FailedAttachVolume|FailedCreatePodSandBox)$/.test(reason),
  );
  if (!event) return [];
  const { message } = event;
  if (event.reason === "FailedCreatePodSandBox") return [{ problem: "sandbox", command: describe, message }];
  const [, kind, name = ""] = /(configmap|secret|persistentvolumeclaim) "([^"]+)" not found/i.exec(message) ?? [];
  const what = { configmap: "ConfigMap", secret: "Secret" }[kind?.toLowerCase() ?? ""];
  if (what) return [{ problem: "configMissing", values: { container: "", what, name }, command: describe, message }];
  return [{ problem: "volumeMissing", command: describe, message }];
}
