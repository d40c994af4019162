/** Order of rows by what a cell means, kept up to date without sorting all of them again. */
import { quantity } from "../../i18n/moment";

/** Numbers come before words. */
export type SortKey = number | string;

const LAST = "\uffff";

/** A word whose numbers count as numbers: `web-10` comes after `web-2`. */
export function natural(text: string): string {
  return text.toLowerCase().replace(/\d+/g, (digits) => digits.padStart(10, "0"));
}

const UNITS: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86_400, y: 31_536_000 };

/** Seconds of `5m`, `3h20m`, `12d`; null for what is no duration. */
export function duration(text: string): number | null {
  if (!/^(\d+[smhdy])+$/.test(text)) return null;
  return [...text.matchAll(/(\d+)([smhdy])/g)].reduce((sum, [, count, unit]) => sum + Number(count) * UNITS[unit!]!, 0);
}

/** What a cell of the API server's table is sorted by; `isTime` for columns of ages, in which `5m` is no quantity. */
export function meaning(cell: unknown, isTime = false): SortKey {
  if (typeof cell === "number") return cell;
  if (typeof cell === "boolean") return Number(cell);
  const text = cell == null ? "" : String(cell);
  if (text === "" || /^<\w+>$/.test(text)) return LAST;
  const part = /^(\d+)\/(\d+)$/.exec(text);
  // The least ready first; of those the ones that lack more.
  if (part) return part[2] === "0" ? 1 : Number(part[1]) / Number(part[2]) - Number(part[2]) * 1e-9;
  if (isTime) return duration(text) ?? natural(text);
  // `3 (5h ago)`, as kubectl shows restarts.
  const counted = /^(\d+) \(.* ago\)$/.exec(text) ?? /^(\d+(?:\.\d+)?)%/.exec(text);
  if (counted) return Number(counted[1]);
  if (/^-?\d+(\.\d+)?([numkMGTP]|[KMGTP]i)?$/.test(text)) return quantity(text);
  return natural(text);
}

export function compare(one: SortKey, other: SortKey): number {
  if (typeof one !== typeof other) return typeof one === "number" ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

interface Entry<R> {
  row: R;
  key: SortKey;
  tie: string;
}

/** Keeps rows in order: those that stayed keep their place, only new and changed ones are sorted and put between. */
export class Sorter<R extends object> {
  private entries: Entry<R>[] = [];
  private known = new Set<R>();

  /** `tie` orders rows whose keys are the same; it has to differ for all of them, or their order is not stable. */
  constructor(
    private readonly key: (row: R) => SortKey,
    private readonly tie: (row: R) => string,
    private readonly descending = false,
  ) {}

  sort(rows: readonly R[]): R[] {
    const now = new Set(rows);
    const fresh: Entry<R>[] = [];
    for (const row of now) if (!this.known.has(row)) fresh.push({ row, key: this.key(row), tie: this.tie(row) });
    fresh.sort(this.order);
    const stayed = this.entries.filter(({ row }) => now.has(row));
    this.entries = fresh.length === 0 ? stayed : this.merge(stayed, fresh);
    this.known = now;
    return this.entries.map(({ row }) => row);
  }

  private readonly order = (one: Entry<R>, other: Entry<R>) => {
    const by = compare(one.key, other.key);
    if (by !== 0) return this.descending ? -by : by;
    return one.tie < other.tie ? -1 : one.tie > other.tie ? 1 : 0;
  };

  private merge(one: Entry<R>[], other: Entry<R>[]): Entry<R>[] {
    const merged: Entry<R>[] = [];
    let at = 0;
    for (const entry of other) {
      while (at < one.length && this.order(one[at]!, entry) <= 0) merged.push(one[at++]!);
      merged.push(entry);
    }
    while (at < one.length) merged.push(one[at++]!);
    return merged;
  }
}
