/** The namespace that lists are held to; null for all. It is kept between visits. */
import { useSyncExternalStore } from "react";

const KEY = "namespace";
const listeners = new Set<() => void>();
let current = localStorage.getItem(KEY) || null;

export function setNamespace(namespace: string | null) {
  current = namespace;
  localStorage.setItem(KEY, namespace ?? "");
  listeners.forEach((listener) => listener());
}

export function useNamespace(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
