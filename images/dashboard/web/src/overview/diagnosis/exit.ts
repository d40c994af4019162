/** What exit codes of containers mean. */

export type ExitMeaning =
  | "ended"
  | "application"
  | "usage"
  | "notExecutable"
  | "notFound"
  | "interrupted"
  | "aborted"
  | "killed"
  | "segfault"
  | "terminated"
  | "signal"
  | "unknown";

const MEANINGS: Record<number, ExitMeaning> = {
  0: "ended",
  1: "application",
  2: "usage",
  126: "notExecutable",
  127: "notFound",
  130: "interrupted",
  134: "aborted",
  137: "killed",
  139: "segfault",
  143: "terminated",
};

export function exitMeaning(code: number | null): ExitMeaning {
  if (code === null) return "unknown";
  // containerd's own 128: the command could not be started at all.
  if (code === 128) return "notFound";
  return MEANINGS[code] ?? (code > 128 && code < 160 ? "signal" : code > 0 ? "application" : "unknown");
}
