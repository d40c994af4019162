/** The language of the page: what the user chose, else the browser's. */
import { useSyncExternalStore } from "react";

export type Language = "en" | "ja";

const KEY = "language";
const listeners = new Set<() => void>();

function first(): Language {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "en" || chosen === "ja") return chosen;
  return navigator.language.startsWith("ja") ? "ja" : "en";
}

let current = first();
document.documentElement.lang = current;

export function language(): Language {
  return current;
}

export function setLanguage(chosen: Language) {
  current = chosen;
  localStorage.setItem(KEY, chosen);
  document.documentElement.lang = chosen;
  listeners.forEach((listener) => listener());
}

export function useLanguage(): Language {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, language);
}
