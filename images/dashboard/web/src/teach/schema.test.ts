import { expect, test } from "vitest";
import { type Document, children, rootOf, search, walk } from "./schema";

const ref = (name: string) => ({ $ref: `#/components/schemas/io.k8s.${name}` });
const document: Document = {
  components: {
    schemas: {
      "io.k8s.Deployment": {
        type: "object",
        "x-kubernetes-group-version-kind": [{ group: "apps", version: "v1", kind: "Deployment" }],
        properties: { spec: { allOf: [ref("Spec")], default: {}, description: "What is wanted." } },
      },
      "io.k8s.Spec": {
        type: "object",
        description: "A spec.",
        required: ["containers"],
        properties: {
          replicas: { type: "integer", format: "int32", description: "How many." },
          labels: { type: "object", additionalProperties: { type: "string" } },
          containers: { type: "array", items: { allOf: [ref("Container")] } },
          again: ref("Spec"),
        },
      },
      "io.k8s.Container": {
        type: "object",
        required: ["name"],
        properties: {
          image: { type: "string" },
          name: { type: "string" },
          port: { "x-kubernetes-int-or-string": true },
          limits: { type: "object", additionalProperties: ref("Quantity") },
          extra: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
        },
      },
      "io.k8s.Quantity": { oneOf: [{ type: "string" }, { type: "number" }] },
    },
  },
};
const root = rootOf(document, { group: "apps", version: "v1", kind: "Deployment" })!;

test("references, lists and maps are walked through", () => {
  const image = walk(document, root, ["spec", "containers", 0, "image"]);
  expect(image).toMatchObject({ required: false, names: ["spec", "containers", "image"], schema: { type: "string" } });
  expect(walk(document, root, ["spec", "containers", 1, "name"])?.required).toBe(true);
  expect(walk(document, root, ["spec", "labels", "app"])?.names).toEqual(["spec", "labels"]);
  expect(walk(document, root, ["spec", "containers", "image"])?.names).toEqual(["spec", "containers", "image"]);
  expect(walk(document, root, ["spec", "nothing"])).toBeNull();
  expect(walk(document, root, ["spec", "containers", "nothing"])).toBeNull();
  expect(walk(document, root, ["spec"])?.schema.description).toBe("What is wanted.");
});

test("types as people write them", () => {
  const type = (...path: string[]) => walk(document, root, path)!.type;
  expect(type("spec")).toBe("Spec");
  expect(type("spec", "replicas")).toBe("integer (int32)");
  expect(type("spec", "containers")).toBe("[]Container");
  expect(type("spec", "labels")).toBe("map[string]string");
  expect(type("spec", "containers", "port")).toBe("integer or string");
  expect(type("spec", "containers", "limits")).toBe("map[string]string or number");
});

test("fields of an object and of a list's entries, required ones first", () => {
  const containers = walk(document, root, ["spec", "containers"])!.schema;
  expect(children(document, containers).map(({ name }) => name)).toEqual(["name", "image", "port", "limits", "extra"]);
  expect(children(document, root)).toMatchObject([{ name: "spec", type: "Spec", description: "What is wanted." }]);
});

test("search by name, then by description, and an end where schemas repeat", () => {
  expect(search(document, root, "image")[0]!.names).toEqual(["spec", "containers", "image"]);
  expect(search(document, root, "how many")[0]!.names).toEqual(["spec", "replicas"]);
  expect(search(document, root, "")).toEqual([]);
});
