import { expect, test } from "vitest";
import { parseDocument } from "yaml";
import { parseField, pathAt, rangeOf } from "./cursor";

/** `|` is where the cursor is. */
const at = (text: string) => pathAt(text.replace("|", ""), text.indexOf("|"));

test("the field that the cursor is in", () => {
  expect(at("spec:\n  repl|icas: 3\n")).toEqual(["spec", "replicas"]);
  expect(at("spec:\n  replicas: 3|\n")).toEqual(["spec", "replicas"]);
  expect(at("spec:\n  a:\n    b: 1\n  c: |2\n")).toEqual(["spec", "c"]);
  expect(at("spec:\n  containers:\n    - name: a\n      image: |x\n")).toEqual(["spec", "containers", 0, "image"]);
  expect(at("spec:\n  containers:\n  - name: a\n  - na|me: b\n")).toEqual(["spec", "containers", 1, "name"]);
  expect(at("spec:\n  containers:\n  |- name: a\n")).toEqual(["spec", "containers", 0]);
  expect(at("|")).toEqual([]);
});

test("an empty line belongs to what its indentation says", () => {
  expect(at("spec:\n  a: 1\n  |\nstatus: {}\n")).toEqual(["spec"]);
  expect(at("spec:\n  a:\n    b: 1\n|\n")).toEqual([]);
});

test("fields in messages are found in the text", () => {
  const text = "spec:\n  containers:\n  - name: web\n    image: x\n  - name: db\n    imag: y\n";
  const document = parseDocument(text);
  expect(parseField("spec.containers[1].image", document)).toEqual(["spec", "containers", 1, "image"]);
  const path = parseField('.spec.containers[name="db"].imag', document);
  expect(path).toEqual(["spec", "containers", 1, "imag"]);
  const { from, to } = rangeOf(text, document, path);
  expect(text.slice(from, to)).toBe("imag: y");
  const missing = rangeOf(text, document, ["spec", "containers", 0, "ports"]);
  expect(text.slice(missing.from, missing.to)).toBe("name: web");
  expect(parseField('metadata.labels["a.b/c"]', document)).toEqual(["metadata", "labels", "a.b/c"]);
});
