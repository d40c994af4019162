/** Where the lines of a chart's grid are, and how they are called. */

/** Steps that are round in a unit's own way. */
export const STEPS = {
  bytes: Array.from({ length: 60 }, (_, power) => 2 ** power),
  cores: [0.001, 0.01, 0.1, 1, 10, 100].flatMap((unit) => [unit, 2 * unit, 5 * unit]),
  seconds: [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400],
};

/** Multiples of the least of the steps that leaves at most `count` of them between two values. */
export function ticks(from: number, to: number, steps: readonly number[], count: number): number[] {
  const step = steps.find((step) => (to - from) / step <= count) ?? steps.at(-1)!;
  const first = Math.ceil(from / step);
  const length = Math.max(0, Math.min(1000, Math.floor(to / step) - first + 1));
  // Divided, not multiplied: 3 * 0.1 is not 0.3.
  return Array.from({ length }, (_, at) => (step < 1 ? (first + at) / Math.round(1 / step) : (first + at) * step));
}

/** Of the hours of where the user is, not of the world's; of seconds since 1970. */
export function timeTicks(from: number, to: number, count: number): number[] {
  const offset = new Date(from * 1000).getTimezoneOffset() * 60;
  return ticks(from - offset, to - offset, STEPS.seconds, count).map((time) => time + offset);
}

/** With seconds where labels are less than a minute apart. */
export function clock(seconds: number, apart: number): string {
  const second = apart < 60 ? ("2-digit" as const) : undefined;
  const hours = { hour: "2-digit", minute: "2-digit", second, hour12: false } as const;
  return new Date(seconds * 1000).toLocaleTimeString([], hours);
}

export type Point = readonly [x: number, y: number];

/** Runs of points without a gap. */
export function runs(points: (Point | null)[]): Point[][] {
  const found: Point[][] = [];
  let open = false;
  for (const point of points) {
    if (point && open) found.at(-1)!.push(point);
    else if (point) found.push([point]);
    open = point !== null;
  }
  return found;
}

/** Index of the time that is nearest; times go up. */
export function nearest(times: number[], time: number): number {
  const after = times.findIndex((one) => one >= time);
  if (after < 0) return times.length - 1;
  if (after === 0) return 0;
  return time - times[after - 1]! < times[after]! - time ? after - 1 : after;
}
