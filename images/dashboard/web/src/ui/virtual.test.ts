import { expect, test } from "vitest";
import { Stack } from "./virtual";

const keyOf = (index: number) => `k${index}`;

test("all of the same height", () => {
  const stack = new Stack(5, 20, new Map(), keyOf);
  expect(stack.startOf(5)).toBe(100);
  expect([-9, 0, 19, 20, 99, 1000].map((offset) => stack.at(offset))).toEqual([0, 0, 0, 1, 4, 4]);
});

test("some are of another height", () => {
  const stack = new Stack(4, 20, new Map([["k1", 60]]), keyOf);
  expect([0, 1, 2, 3, 4].map((index) => stack.startOf(index))).toEqual([0, 20, 80, 100, 120]);
  expect([19, 20, 79, 80, 119].map((offset) => stack.at(offset))).toEqual([0, 1, 1, 2, 3]);
});

test("none at all", () => {
  const stack = new Stack(0, 20, new Map(), keyOf);
  expect([stack.startOf(0), stack.at(50)]).toEqual([0, 0]);
});
