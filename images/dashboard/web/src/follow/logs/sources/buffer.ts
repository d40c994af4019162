/** The newest lines of all sources in order of time, of a limited number and size. */
import type { LogLine } from "./line";

export interface Limits {
  lines: number;
  /** Characters of all lines together. */
  characters: number;
}

export const LIMITS: Limits = { lines: 100_000, characters: 64 * 2 ** 20 };

/** Beyond the limits by this part, so that not each line that comes moves all the others. */
const SLACK = 0.1;

export class LogBuffer {
  /** In order of time. A new array after each change. */
  lines: LogLine[] = [];
  /** How many lines were dropped because of the limits. */
  dropped = 0;
  private characters = 0;

  constructor(private readonly limits: Limits = LIMITS) {}

  /** Takes a batch, in any order but that of each source. */
  add(batch: LogLine[]) {
    if (batch.length === 0) return;
    for (const { raw } of batch) this.characters += raw.length;
    this.lines = merge(this.lines, batch);
    this.trim();
  }

  private trim() {
    const { lines, characters } = this.limits;
    if (this.lines.length <= lines * (1 + SLACK) && this.characters <= characters * (1 + SLACK)) return;
    let from = 0;
    while (this.lines.length - from > lines || this.characters > characters) {
      this.characters -= this.lines[from]?.raw.length ?? 0;
      from++;
    }
    this.dropped += from;
    this.lines = this.lines.slice(from);
  }
}

/** Both in order of time; lines of the same time stay in the order of arrival. */
export function merge(before: LogLine[], batch: LogLine[]): LogLine[] {
  const sorted = inOrder(batch) ? batch : batch.toSorted((one, other) => one.at - other.at);
  const first = sorted[0];
  if (first === undefined) return before;
  const cut = after(before, first.at);
  if (cut === before.length) return before.concat(sorted);
  const late = before.slice(cut);
  const merged = before.slice(0, cut);
  let at = 0;
  for (const line of sorted) {
    for (let one = late[at]; one !== undefined && one.at <= line.at; one = late[++at]) merged.push(one);
    merged.push(line);
  }
  for (; at < late.length; at++) merged.push(late[at] as LogLine);
  return merged;
}

function inOrder(lines: LogLine[]): boolean {
  for (let at = 1; at < lines.length; at++) {
    if ((lines[at] as LogLine).at < (lines[at - 1] as LogLine).at) return false;
  }
  return true;
}

/** Where the first line begins that is after `time`. */
function after(lines: LogLine[], time: number): number {
  let from = 0;
  let until = lines.length;
  while (from < until) {
    const middle = (from + until) >> 1;
    if ((lines[middle] as LogLine).at <= time) from = middle + 1;
    else until = middle;
  }
  return from;
}

/** Lines on their way to the buffer; of a flood only the newest are kept. */
export class Pending {
  private batches: LogLine[][] = [];
  private count = 0;
  private characters = 0;
  dropped = 0;

  constructor(private readonly limits: Limits = LIMITS) {}

  push(batch: LogLine[]) {
    this.batches.push(batch);
    this.count += batch.length;
    for (const { raw } of batch) this.characters += raw.length;
    while (this.batches.length > 1 && (this.count > this.limits.lines || this.characters > this.limits.characters)) {
      const oldest = this.batches.shift() ?? [];
      this.count -= oldest.length;
      for (const { raw } of oldest) this.characters -= raw.length;
      this.dropped += oldest.length;
    }
  }

  /** All of them, once. */
  take(): LogLine[] {
    const all = this.batches.length === 1 ? (this.batches[0] ?? []) : this.batches.flat();
    this.batches = [];
    this.count = 0;
    this.characters = 0;
    return all;
  }
}
