import { expect, test } from "vitest";
import type { Column } from "./column";
import { Filter, parse } from "./filter";

interface Pod {
  name: string;
  status: string;
  labels: Record<string, string>;
}

const column = (key: "name" | "status"): Column<Pod> => ({
  key,
  title: key,
  min: 0,
  grow: 1,
  sortBy: (row) => row[key],
  text: (row) => row[key],
});
const pods: Pod[] = [
  { name: "web-1", status: "Running", labels: { app: "web" } },
  { name: "web-2", status: "CrashLoopBackOff", labels: { app: "web", tier: "Front" } },
  { name: "crash-test", status: "Running", labels: {} },
];
const names = (text: string) => new Filter([column("name"), column("status")]).keep(pods, text).map(({ name }) => name);

test("words match any column, all of them have to", () => {
  expect(names("CRASH")).toEqual(["web-2", "crash-test"]);
  expect(names("web running")).toEqual(["web-1"]);
  expect(names("  ")).toHaveLength(3);
});

test("a column, a label, the opposite", () => {
  expect(names("status:crash")).toEqual(["web-2"]);
  expect(names("stat:crash")).toEqual(["web-2"]);
  expect(names("label:app=web")).toEqual(["web-1", "web-2"]);
  expect(names("label:tier=front")).toEqual(["web-2"]);
  expect(names("-label:app")).toEqual(["crash-test"]);
  expect(names("-crash")).toEqual(["web-1"]);
});

test("quoted words hold together", () => {
  expect(parse('"a b" c')).toEqual([
    { not: false, column: null, word: "a b" },
    { not: false, column: null, word: "c" },
  ]);
  expect(parse("-")).toEqual([{ not: false, column: null, word: "-" }]);
});

test("what a row says is put together once", () => {
  let looks = 0;
  const name: Column<Pod> = {
    ...column("name"),
    text: (row) => {
      looks++;
      return row.name;
    },
  };
  const filter = new Filter([name]);
  for (const text of ["w", "we", "web"]) expect(filter.keep(pods, text)).toHaveLength(2);
  expect(looks).toBe(pods.length);
});
