/** Work of the command line that goes on while other pages are looked at. */
import { useSyncExternalStore } from "react";
import { IDLE, type Job, type Work, withEvent } from "../../api/host";
import { stream } from "../../api/stream";

const works = new Map<string, { work: Work; close: (() => void) | null }>();
const listeners = new Set<() => void>();

function set(key: string, work: Work, close: (() => void) | null) {
  works.set(key, { work, close });
  listeners.forEach((listener) => listener());
}

function start(key: string, job: Job, whenDone?: () => void) {
  works.get(key)?.close?.();
  set(key, { ...IDLE, running: true }, null);
  const close = stream.open({ host: job }, ({ host, ended }) => {
    const before = works.get(key);
    if (!before) return;
    if (host) set(key, withEvent(before.work, host), before.close);
    if (!ended) return;
    const failure = ended.message === null ? null : { message: ended.message, hint: ended.hint ?? null };
    set(key, { ...before.work, running: false, failure, done: failure === null }, null);
    whenDone?.();
  });
  set(key, { ...IDLE, running: true }, close);
}

function cancel(key: string) {
  const known = works.get(key);
  known?.close?.();
  if (known) set(key, { ...known.work, running: false }, null);
}

/** The newest work of a name, and what starts and stops it. */
export function useKeptWork(key: string): [Work, (job: Job, whenDone?: () => void) => void, () => void] {
  const work = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => works.get(key)?.work ?? IDLE,
  );
  return [work, (job, whenDone) => start(key, job, whenDone), () => cancel(key)];
}
