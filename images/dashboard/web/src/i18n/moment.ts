/** Times and quantities as people read them. */
import { useEffect, useState } from "react";

/** `34s`, `5m`, `3h`, `12d`: as kubectl shows ages. */
export function age(since: string | number | null | undefined, now = Date.now()): string {
  if (since == null || since === "") return "–";
  const seconds = Math.max(0, Math.round((now - new Date(since).getTime()) / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 2 * 3600) return `${Math.floor(seconds / 60)}m`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86400)}d`;
}

/** Draws the component again each `interval` ms, so that ages go on. */
export function useNow(interval = 1000): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), interval);
    return () => clearInterval(timer);
  }, [interval]);
  return now;
}

/** `1.5 GiB` for a number of bytes. */
export function bytes(count: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = count;
  let unit = 0;
  for (; value >= 1024 && unit < units.length - 1; unit++) value /= 1024;
  return `${unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}

/** `250m` or `1.5` for a number of cores. */
export function cores(count: number): string {
  return count < 0.9995 ? `${Math.round(count * 1000)}m` : String(Math.round(count * 100) / 100);
}

const SUFFIXES: Record<string, number> = {
  n: 1e-9,
  u: 1e-6,
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  P: 1e15,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
  Pi: 2 ** 50,
};

/** The number that a Kubernetes quantity such as `100m` or `2Gi` stands for; 0 for what is none. */
export function quantity(text: string | number | undefined): number {
  if (typeof text === "number") return text;
  const match = /^([+-]?[\d.]+(?:[eE][+-]?\d+)?)([a-zA-Z]*)$/.exec(text ?? "");
  if (!match) return 0;
  return Number(match[1]) * (match[2] ? (SUFFIXES[match[2]] ?? 0) : 1);
}
