/** A line of a log as the page keeps it. */
import type { Line } from "../../../api/stream";
import { plain } from "../text/ansi";

/** What happened to a source, told between its lines. */
export type Note = "joined" | "ended" | "gone" | "replaced" | "broken";

export interface LogLine {
  /** Counts up in the order of arrival; never used twice. */
  id: number;
  /** Milliseconds with a fraction, never before those of the same source's earlier lines. */
  at: number;
  /** RFC 3339, as the container runtime noted it; "" for notes. */
  time: string;
  pod: string;
  container: string;
  /** With its ANSI codes. */
  raw: string;
  /** Without them. */
  text: string;
  note: Note | null;
}

/** Milliseconds, with the fraction that `Date` drops: lines of one millisecond keep their order. */
export function instant(time: string): number {
  const whole = Date.parse(time);
  const digits = /\.\d{3}(\d+)/.exec(time)?.[1];
  return digits ? whole + Number(`0.${digits}`) : whole;
}

let next = 1;

export function logLine(line: Line, pod: string, container: string, notBefore: number): LogLine {
  const at = Math.max(instant(line.time) || notBefore, notBefore);
  const raw = line.text;
  return { id: next++, at, time: line.time, pod, container, raw, text: plain(raw), note: null };
}

export function noteLine(note: Note, pod: string, container: string, at: number): LogLine {
  return { id: next++, at, time: "", pod, container, raw: "", text: "", note };
}
