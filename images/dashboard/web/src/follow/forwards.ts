/** Ports of the host that lead into the cluster: they outlive the page on which they were asked for. */
import { useSyncExternalStore } from "react";
import type { HostEvent } from "../api/stream";
import { stream } from "../api/stream";

export interface Forward {
  id: number;
  namespace: string;
  name: string;
  port: number;
  /** Of the host; null until it listens. */
  local: number | null;
  failure: { message: string; hint: string | null } | null;
}

let forwards: Forward[] = [];
let next = 1;
const closes = new Map<number, () => void>();
const listeners = new Set<() => void>();

function set(changed: Forward[]) {
  forwards = changed;
  listeners.forEach((listener) => listener());
}

function update(id: number, change: Partial<Forward>) {
  set(forwards.map((one) => (one.id === id ? { ...one, ...change } : one)));
}

export const isSame = (one: Forward, namespace: string, name: string, port: number) =>
  one.namespace === namespace && one.name === name && one.port === port;

/** Asks for one; an old one that has failed makes way. */
export function startForward(namespace: string, name: string, port: number) {
  const before = forwards.find((one) => isSame(one, namespace, name, port));
  if (before && !before.failure) return;
  const id = next++;
  set([...forwards.filter((one) => one !== before), { id, namespace, name, port, local: null, failure: null }]);
  const close = stream.open({ host: { do: "forward", namespace, name, port } }, ({ host, ended }) => {
    const local = (host as HostEvent & { listening?: { local: number } })?.listening?.local;
    if (local !== undefined) update(id, { local });
    if (!ended) return;
    closes.delete(id);
    const message = ended.message;
    if (message === null) set(forwards.filter((one) => one.id !== id));
    else update(id, { local: null, failure: { message, hint: ended.hint ?? null } });
  });
  if (forwards.some((one) => one.id === id)) closes.set(id, close);
}

export function stopForward(id: number) {
  closes.get(id)?.();
  closes.delete(id);
  set(forwards.filter((one) => one.id !== id));
}

export function useForwards(): Forward[] {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => forwards,
  );
}
