/** What the metrics API told while the page is open: it has no past of its own, so the page remembers. */
import { KubeError, get } from "../../api/kube";
import { type Sample, type Subject, added, fromMetrics } from "./sample";

const INTERVAL = 10_000;
/** An hour. */
const MOST = 360;
/** A subject that nobody looks at is followed for so many milliseconds more. */
const LINGER = 5 * 60_000;

export interface History {
  samples: Sample[];
  /** The API server has no metrics. */
  none: boolean;
  message: string | null;
}

interface Followed {
  history: History;
  users: number;
  leftAt: number;
  timer: ReturnType<typeof setInterval> | undefined;
  listeners: Set<() => void>;
}

const followed = new Map<string, Followed>();
const EMPTY: History = { samples: [], none: false, message: null };

export const keyOf = ({ kind, namespace, name }: Subject) => `${kind}/${namespace}/${name}`;

export const history = (key: string): History => followed.get(key)?.history ?? EMPTY;

/** Follows a subject as long as the function that is given back is not called, and a while longer. */
export function follow(subject: Subject, listener: () => void): () => void {
  const key = keyOf(subject);
  const known = followed.get(key);
  const one: Followed = known ?? { history: EMPTY, users: 0, leftAt: 0, timer: undefined, listeners: new Set() };
  if (!known) followed.set(key, one);
  one.users++;
  one.listeners.add(listener);
  if (one.timer === undefined) {
    void measure(subject, one);
    one.timer = setInterval(() => {
      if (one.users === 0 && Date.now() - one.leftAt > LINGER) {
        clearInterval(one.timer);
        one.timer = undefined;
      } else void measure(subject, one);
    }, INTERVAL);
  }
  return () => {
    one.users--;
    one.leftAt = Date.now();
    one.listeners.delete(listener);
  };
}

async function measure({ kind, namespace, name }: Subject, one: Followed) {
  const place = kind === "pod" ? `namespaces/${namespace}/pods/${name}` : `nodes/${name}`;
  try {
    const measured = await get<Parameters<typeof fromMetrics>[0]>(`/apis/metrics.k8s.io/v1beta1/${place}`);
    const samples = added(one.history.samples, fromMetrics(measured, Date.now() / 1000), MOST);
    one.history = { samples, none: false, message: null };
  } catch (error) {
    one.history = { ...one.history, ...failure(error) };
  }
  one.listeners.forEach((listener) => listener());
}

/** 404 with the name of what was asked for: there are metrics, but not yet of this one. */
function failure(error: unknown): Pick<History, "none" | "message"> {
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof KubeError)) return { none: false, message };
  const none = error.code === 503 || (error.code === 404 && /could not find the requested resource/.test(message));
  return { none, message: error.code === 404 ? null : message };
}
