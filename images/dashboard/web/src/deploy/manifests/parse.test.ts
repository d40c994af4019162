import { expect, test } from "vitest";
import { parse } from "./parse";

const CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\n";

test("several documents, each with its line", () => {
  const { manifests, problems } = parse(`# all\n${CONFIG}---\n---\n${CONFIG.replace("one", "two")}  namespace: shop\n`);
  expect(problems).toEqual([]);
  expect(manifests.map(({ line, name, namespace }) => [line, name, namespace])).toEqual([
    [2, "one", null],
    [8, "two", "shop"],
  ]);
});

test("lists are their items, JSON is YAML", () => {
  const item = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" } };
  const { manifests } = parse(JSON.stringify({ apiVersion: "v1", kind: "List", items: [item, item] }));
  expect(manifests).toHaveLength(2);
});

test("values mean what they mean to kubectl", () => {
  const { manifests } = parse(
    `${CONFIG}mode: 0644\non: yes\ndate: 2026-01-01\ntime: 12:30:45\nmac: 08\nbase: &b {a: 1}\nmerged: {<<: *b}\n`,
  );
  expect(manifests[0]?.object).toMatchObject({
    mode: 420,
    true: true,
    date: "2026-01-01",
    time: "12:30:45",
    merged: { a: 1 },
  });
});

test("what is wrong is told with its line", () => {
  expect(parse("a: [1\nb: 2\n").problems[0]?.line).toBe(2);
  expect(parse("kind: Pod\n").problems).toMatchObject([{ line: 1, message: "`apiVersion` is missing" }]);
  expect(parse("apiVersion: v1\n").problems[0]?.message).toContain("kind");
  expect(parse("apiVersion: v1\nkind: Pod\nmetadata: {generateName: x-}\n").problems[0]?.message).toContain("name");
  expect(parse(`${CONFIG}---\n- a\n`)).toMatchObject({ problems: [{ line: 6 }], manifests: [{ name: "one" }] });
  expect(parse("a: 1\na: 2\n").problems).toHaveLength(1);
});

test("nothing is nothing", () => {
  expect(parse("")).toEqual({ manifests: [], problems: [] });
  expect(parse("# only a comment\n---\n")).toEqual({ manifests: [], problems: [] });
});
