import { expect, test } from "vitest";
import { Sorter, duration, meaning, natural } from "./sorting";

const sorted = (cells: unknown[], isTime = false) =>
  new Sorter<{ cell: unknown; at: number }>(
    ({ cell }) => meaning(cell, isTime),
    ({ at }) => String(at).padStart(9, "0"),
  )
    .sort(cells.map((cell, at) => ({ cell, at })))
    .map(({ cell }) => cell);

test("numbers, quantities, parts and words are sorted by what they mean", () => {
  expect(sorted(["10", "9", "100"])).toEqual(["9", "10", "100"]);
  expect(sorted(["2Gi", "100Mi", "1Ti"])).toEqual(["100Mi", "2Gi", "1Ti"]);
  expect(sorted(["2/2", "0/1", "0/3", "1/2"])).toEqual(["0/3", "0/1", "1/2", "2/2"]);
  expect(sorted(["12 (3m ago)", "2 (5h ago)"])).toEqual(["2 (5h ago)", "12 (3m ago)"]);
  expect(sorted(["web-10", "Web-2", "<none>", "api"])).toEqual(["api", "Web-2", "web-10", "<none>"]);
  expect(sorted(["3h", "5m", "2d4h", "40s"], true)).toEqual(["40s", "5m", "3h", "2d4h"]);
});

test("durations and natural words", () => {
  expect(duration("1h30m")).toBe(5400);
  expect(duration("web")).toBeNull();
  expect(natural("a2") < natural("a10")).toBe(true);
});

test("rows that stayed keep their place, changed ones find theirs", () => {
  const row = (name: string, count: number) => ({ name, count });
  const sorter = new Sorter<ReturnType<typeof row>>(
    ({ count }) => count,
    ({ name }) => name,
    true,
  );
  const [a, b, c] = [row("a", 1), row("b", 1), row("c", 5)];
  expect(sorter.sort([b, a, c])).toEqual([c, a, b]);
  const changed = row("a", 9);
  expect(sorter.sort([b, changed])).toEqual([changed, b]);
});

test("of 10,000 rows only those that changed are looked at again", () => {
  const rows = Array.from({ length: 10_000 }, (_, at) => ({ name: `web-${(at * 7919) % 10_000}`, at }));
  let looks = 0;
  const sorter = new Sorter<{ name: string; at: number }>(
    ({ name }) => {
      looks++;
      return natural(name);
    },
    ({ at }) => String(at),
  );
  sorter.sort(rows);
  expect(looks).toBe(10_000);
  const changed = rows.map((row, at) => (at % 200 === 0 ? { ...row } : row));
  expect(sorter.sort(changed)).toHaveLength(10_000);
  expect(looks).toBe(10_050);
});
