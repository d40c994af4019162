/** Dark or light: what the user chose, else what the system has. `public/theme.js` shows it first. */
import { useSyncExternalStore } from "react";

export type Theme = "dark" | "light";

const KEY = "theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export function theme(): Theme {
  const chosen = localStorage.getItem(KEY);
  if (chosen === "dark" || chosen === "light") return chosen;
  return system.matches ? "dark" : "light";
}

function show() {
  document.documentElement.dataset.theme = theme();
  listeners.forEach((listener) => listener());
}

system.addEventListener("change", show);

export function switchTheme() {
  localStorage.setItem(KEY, theme() === "dark" ? "light" : "dark");
  show();
}

export function useTheme(): Theme {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, theme);
}
