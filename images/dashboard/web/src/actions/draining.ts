/** The course of a drain: what becomes of each pod, told as it happens. */
import type { KubeObject } from "../api/objects";
import { KubeError, get } from "../api/kube";
import { type Target } from "./action";
import { type PodObject, cordon, eviction, onNode } from "./nodes";
import { send } from "./run";

export type Stage = "waiting" | "evicting" | "refused" | "leaving" | "gone" | "failed";

export interface Course {
  stage: Stage;
  message: string;
}

/** As kubectl: again after a refusal by a disruption budget. */
const AGAIN = 5_000;
const LOOK = 1_000;
/** How many looks nothing may answer: the dashboard's own pod may be among those that go. */
const PATIENCE = 120;

const isAnswer = (error: unknown): error is KubeError =>
  error instanceof KubeError && ![502, 503, 504].includes(error.code);

const pause = (ms: number, signal: AbortSignal) =>
  new Promise<void>((resolve, reject) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    });
  });

type Tell = (uid: string, course: Course) => void;

/**
 * Cordons the node and evicts its pods, all at once as kubectl does; ends when all are gone, or failed.
 *
 * The pods are those that are there once none can come any more. `chosen` is told of
 * them and says which of them go.
 */
export async function drain(node: Target, chosen: (pods: PodObject[]) => PodObject[], tell: Tell, signal: AbortSignal) {
  for (const call of cordon(node, true).calls) await send(call, signal);
  const query = { fieldSelector: onNode(node.name) };
  const { items } = await get<{ items: PodObject[] }>("/api/v1/pods", query, signal);
  await Promise.all(chosen(items).map((pod) => evict(pod, tell, signal)));
}

async function evict(pod: KubeObject, tell: Tell, signal: AbortSignal): Promise<void> {
  const { uid, name, namespace } = pod.metadata;
  const say = (stage: Stage, message = "") => tell(uid, { stage, message });
  say("evicting");
  for (let silent = 0; ;) {
    try {
      await send(eviction(pod), signal);
      break;
    } catch (error) {
      signal.throwIfAborted();
      if (!isAnswer(error)) {
        if (++silent > PATIENCE) return say("failed", String(error));
        await pause(LOOK, signal);
        continue;
      }
      silent = 0;
      if (error.code === 404) return say("gone");
      // Another pod has the name by now.
      if (error.code === 409) break;
      if (error.code !== 429) return say("failed", error.message);
      say("refused", error.causes[0]?.message ?? error.message);
      await pause(AGAIN, signal);
    }
  }
  say("leaving");
  for (;;) {
    await pause(LOOK, signal);
    try {
      const now = await get<KubeObject>(`/api/v1/namespaces/${namespace}/pods/${name}`, {}, signal);
      // A StatefulSet makes one with the same name.
      if (now.metadata.uid !== uid) return say("gone");
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof KubeError && error.code === 404) return say("gone");
    }
  }
}
