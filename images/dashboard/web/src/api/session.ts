/** Who uses the page, and whether a command line stands behind it. */
import { useSyncExternalStore } from "react";

export interface Session {
  user: { name: string; groups: string[] };
  cluster: string;
  /** Whether `devcluster dashboard` is connected now: only then builds, addons and ports can be asked for. */
  host: boolean;
  app: { name: string; folder: string } | null;
  version: string;
}

/** `undefined` while it is asked for, `null` where there is none. */
let current: Session | null | undefined;
const listeners = new Set<() => void>();

function set(session: Session | null | undefined) {
  if (JSON.stringify(session) === JSON.stringify(current)) return;
  current = session;
  listeners.forEach((listener) => listener());
}

/** Asks the server again; without an answer all stays as it was. */
export async function refreshSession() {
  try {
    const response = await fetch("/api/session");
    if (response.ok) set(await response.json());
    else if (response.status === 401) set(null);
  } catch {
    // The connection's own state says that the server is gone.
  }
}

/** Ends what the page knows of the session: its credentials are no longer taken. */
export function sessionIsOver() {
  set(null);
}

/** A session with a bearer token; the message of what is wrong with it, or nothing. */
export async function logIn(token: string): Promise<string | null> {
  const response = await fetch("/api/session", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ token: token.trim() }),
  });
  if (!response.ok) return (await response.json().catch(() => ({}))).message ?? response.statusText;
  await refreshSession();
  return null;
}

export async function logOut() {
  await fetch("/api/session", { method: "DELETE" });
  set(null);
}

export function useSession(): Session | null | undefined {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
