import { expect, test } from "vitest";
import { LogBuffer, Pending, merge } from "./buffer";
import { logLine } from "./line";

const line = (second: number, text: string, pod = "web") =>
  logLine({ time: new Date(second * 1000).toISOString(), text }, pod, "main", 0);
const texts = (lines: { text: string }[]) => lines.map(({ text }) => text).join("");

test("batches of several sources are merged by time", () => {
  const buffer = new LogBuffer();
  buffer.add([line(1, "a"), line(4, "d"), line(6, "f")]);
  buffer.add([line(2, "b"), line(3, "c"), line(5, "e"), line(7, "g")]);
  buffer.add([line(8, "h")]);
  expect(texts(buffer.lines)).toBe("abcdefgh");
});

test("lines of the same time keep the order of arrival", () => {
  expect(texts(merge([line(1, "a"), line(2, "b")], [line(2, "c"), line(1, "x")]))).toBe("axbc");
});

test("a batch before all that was there", () => {
  expect(texts(merge([line(5, "c")], [line(1, "a"), line(2, "b")]))).toBe("abc");
  expect(merge([], [])).toEqual([]);
});

test("too many lines drop the oldest", () => {
  const buffer = new LogBuffer({ lines: 100, characters: 1e6 });
  for (let at = 0; at < 1000; at += 10) buffer.add(Array.from({ length: 10 }, (_, one) => line(at + one, "x")));
  expect(buffer.lines.length).toBeLessThanOrEqual(110);
  expect(buffer.lines.length + buffer.dropped).toBe(1000);
  expect(buffer.lines.at(-1)?.at).toBe(999_000);
});

test("too many characters do too", () => {
  const buffer = new LogBuffer({ lines: 1e6, characters: 100 });
  for (let at = 0; at < 20; at++) buffer.add([line(at, "0123456789")]);
  expect(buffer.lines.length).toBeLessThanOrEqual(11);
  expect(buffer.lines.length + buffer.dropped).toBe(20);
});

test("what waits is limited as well", () => {
  const pending = new Pending({ lines: 50, characters: 1e6 });
  for (let at = 0; at < 20; at++) pending.push(Array.from({ length: 10 }, () => line(at, "x")));
  expect(pending.dropped).toBe(150);
  expect(pending.take()).toHaveLength(50);
  expect(pending.take()).toEqual([]);
});

test("a flood is merged in time", () => {
  const buffer = new LogBuffer();
  const batch = Array.from({ length: 1000 }, (_, at) => line(at, "x".repeat(100)));
  const started = performance.now();
  for (let at = 0; at < 300; at++) buffer.add(batch.map((one) => ({ ...one, at: one.at + at * 1e6 })));
  expect(performance.now() - started).toBeLessThan(5000);
  expect(buffer.lines.length).toBeLessThanOrEqual(110_000);
});
