/** How a terminal's session ended, and what can be said of it. */

export type Ending =
  | { kind: "exit"; code: number }
  /** The image has no shell. */
  | { kind: "noShell" }
  | { kind: "refused"; message: string }
  | { kind: "failed"; message: string }
  /** The connection ended without a word. */
  | { kind: "broken" };

/** Bash where there is one. */
export const SHELL = ["sh", "-c", "command -v bash >/dev/null && exec bash || exec sh"];

const NO_SHELL = /executable file not found|no such file or directory|exec format error/i;

/** What a text frame says of the end; null where it says nothing of it. */
export function ending(frame: string): Ending | null {
  const { exit, failed } = JSON.parse(frame) as { exit?: { code: number }; failed?: { message: string } };
  if (exit) return { kind: "exit", code: exit.code };
  if (!failed) return null;
  if (NO_SHELL.test(failed.message)) return { kind: "noShell" };
  if (/forbidden/i.test(failed.message)) return { kind: "refused", message: failed.message };
  return { kind: "failed", message: failed.message };
}

export function address(namespace: string, pod: string, container: string): string {
  const query = new URLSearchParams({ namespace, pod, container, tty: "true" });
  for (const word of SHELL) query.append("command", word);
  return `/api/exec?${query}`;
}
