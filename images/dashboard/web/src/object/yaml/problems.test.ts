import { expect, test } from "vitest";
import { conflictsOf, lineOf, parse, refused } from "./problems";

const text =
  "kind: Deployment\nspec:\n  replica: 3\n  template:\n    spec:\n      containers:\n      - name: web\n        image: 1\n";
const { document } = parse(text);
const lines = (message: string, causes: { field?: string; message: string }[] = []) =>
  refused({ message, causes }, text, document).map(({ from }) => lineOf(text, from));

test("syntax", () => {
  const { object, problems } = parse("a: [1\nb: 2\n");
  expect(object).toBeNull();
  expect(problems.length).toBeGreaterThan(0);
  expect(parse("- 1").problems).toHaveLength(1);
  expect(parse("a: 1").object).toEqual({ a: 1 });
});

test("messages of the API server are put on lines", () => {
  expect(lines('strict decoding error: unknown field "spec.replica"')).toEqual([3]);
  expect(
    lines('cannot be handled: strict decoding error: unknown field "spec.template.spec.containers[0].image"'),
  ).toEqual([8]);
  expect(lines(".spec.replica: field not declared in schema")).toEqual([3]);
  expect(lines("json: cannot unmarshal string into Go struct field DeploymentSpec.spec.replica of type int32")).toEqual(
    [3],
  );
  expect(lines("is invalid", [{ field: "spec.template.spec.containers[0].name", message: "Invalid" }])).toEqual([7]);
  expect(lines("no idea")).toEqual([1]);
});

test("of a patch that is refused only the reason is told", () => {
  const message =
    'Deployment "web" is invalid: patch: Invalid value: "{\\"kind\\":1}": strict decoding error: unknown field "spec.replica"';
  const causes = [{ field: "patch", message: "Invalid value: …" }];
  expect(refused({ message, causes }, text, document)).toMatchObject([{ message: 'unknown field "spec.replica"' }]);
  const other = 'Deployment "web" is invalid: patch: Invalid value: "{}": json: cannot unmarshal';
  expect(refused({ message: other, causes }, text, document)).toMatchObject([{ message: "json: cannot unmarshal" }]);
});

test("conflicts name the field and who manages it", () => {
  expect(
    conflictsOf({
      causes: [{ field: ".spec.replicas", message: 'conflict with "kubectl" using apps/v1' }],
    }),
  ).toEqual([{ field: "spec.replicas", manager: "kubectl" }]);
});
