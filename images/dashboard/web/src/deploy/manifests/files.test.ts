import { expect, test } from "vitest";
import { command, withFile } from "./files";
import { parse } from "./parse";

test("files are documents of one text", () => {
  const one = "---\napiVersion: v1\nkind: A\nmetadata: {name: a}\n";
  const text = withFile(
    withFile("", "a.yaml", one),
    "b.json",
    '{"apiVersion":"v1","kind":"B","metadata":{"name":"b"}}',
  );
  expect(parse(text)).toMatchObject({ problems: [], manifests: [{ name: "a" }, { name: "b" }] });
});

test("the command has all of them", () => {
  expect(command(["a.yaml", "my file.yaml"], "shop", true)).toBe(
    "kubectl apply --server-side --force-conflicts -n shop -f a.yaml -f 'my file.yaml'",
  );
  expect(command([], "default", false)).toBe("kubectl apply --server-side -n default -f FILE.yaml");
});
