import { expect, test } from "vitest";
import { STEPS, clock, nearest, runs, ticks, timeTicks } from "./scale";

test("lines of the grid are round, and no more than there is room for", () => {
  expect(ticks(0, 0.35, STEPS.cores, 4)).toEqual([0, 0.1, 0.2, 0.3]);
  expect(ticks(0, 0.005, STEPS.cores, 4)).toEqual([0, 0.002, 0.004]);
  expect(ticks(0, 48 * 2 ** 20, STEPS.bytes, 3)).toEqual([0, 16 * 2 ** 20, 32 * 2 ** 20, 48 * 2 ** 20]);
  expect(ticks(7, 7, STEPS.cores, 4)).toEqual([7]);
  expect(ticks(0, 1e9, STEPS.cores, 4).length).toBeLessThanOrEqual(1000);
});

test("times are round where the user is", () => {
  const from = new Date(2026, 0, 5, 10, 7, 3).getTime() / 1000;
  const found = timeTicks(from, from + 3600, 6).map((time) => clock(time, 600));
  expect(found).toEqual(["10:10", "10:20", "10:30", "10:40", "10:50", "11:00"]);
  expect(clock(from, 10)).toMatch(/10:07:03/);
});

test("gaps end a run", () => {
  expect(runs([null, [0, 1], [1, 1], null, null, [4, 2]])).toEqual([
    [
      [0, 1],
      [1, 1],
    ],
    [[4, 2]],
  ]);
});

test("the nearest time", () => {
  const times = [10, 20, 40];
  expect([0, 14, 16, 29, 31, 99].map((time) => nearest(times, time))).toEqual([0, 0, 1, 1, 2, 2]);
  expect(nearest([], 1)).toBe(-1);
});
