/** Walking the API server's OpenAPI schemas: references, lists, maps, and Kubernetes' own marks. */

export interface Schema {
  $ref?: string;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  type?: string;
  format?: string;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  required?: string[];
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: Schema | boolean;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-group-version-kind"?: { group: string; version: string; kind: string }[];
}

export interface Document {
  components?: { schemas?: Record<string, Schema> };
}

export type Path = (string | number)[];

const PREFIX = "#/components/schemas/";

/** A schema with its references put in; what stands beside a reference goes before what it leads to. */
export function resolve(document: Document, schema: Schema): Schema {
  if (schema.$ref) {
    const { $ref, ...own } = schema;
    const found = document.components?.schemas?.[$ref.slice(PREFIX.length)];
    return found ? { ...resolve(document, found), ...own } : own;
  }
  if (!schema.allOf) return schema;
  const { allOf, ...own } = schema;
  const merged = allOf.map((one) => resolve(document, one)).reduce((sum, one) => ({ ...sum, ...one }), {});
  return { ...merged, ...own, description: own.description ?? merged.description };
}

export function rootOf(document: Document, gvk: { group: string; version: string; kind: string }): Schema | null {
  const all = Object.values(document.components?.schemas ?? {});
  return (
    all.find((schema) =>
      schema["x-kubernetes-group-version-kind"]?.some(
        ({ group, version, kind }) => group === gvk.group && version === gvk.version && kind === gvk.kind,
      ),
    ) ?? null
  );
}

/** What the entries of a list or a map are. */
function entry(schema: Schema): Schema | null {
  if (schema.items) return schema.items;
  return typeof schema.additionalProperties === "object" ? schema.additionalProperties : null;
}

export interface Field {
  schema: Schema;
  /** `[]Container`, `map[string]string`, `integer or string`. */
  type: string;
  required: boolean;
  /** The names of the fields on the way, without places in lists and keys of maps: as `kubectl explain` takes them. */
  names: string[];
}

/** The field at a path of an object, or of names alone; null where the schema knows none. */
export function walk(document: Document, root: Schema, path: Path): Field | null {
  let given = root;
  let schema = resolve(document, root);
  let required = false;
  const names: string[] = [];
  for (const step of path) {
    if (typeof step === "string") schema = holderOf(document, schema, step);
    const property = typeof step === "string" ? schema.properties?.[step] : undefined;
    const next = property ?? entry(schema);
    if (!next) return null;
    required = property !== undefined && (schema.required ?? []).includes(String(step));
    if (property) names.push(String(step));
    given = next;
    schema = resolve(document, next);
  }
  return { schema, type: typeName(document, given), required, names };
}

/** The schema that has a field of that name: of the entries, where the path left out which one. */
function holderOf(document: Document, schema: Schema, name: string): Schema {
  const inner = entry(schema);
  if (schema.properties?.[name] || !inner) return schema;
  const resolved = resolve(document, inner);
  if (!schema.items && !resolved.properties?.[name]) return schema;
  return holderOf(document, resolved, name);
}

export function typeName(document: Document, given: Schema): string {
  const schema = resolve(document, given);
  if (schema["x-kubernetes-int-or-string"] || schema.format === "int-or-string") return "integer or string";
  if (schema.items) return `[]${typeName(document, schema.items)}`;
  if (typeof schema.additionalProperties === "object")
    return `map[string]${typeName(document, schema.additionalProperties)}`;
  const choices = schema.type ? [] : (schema.oneOf ?? schema.anyOf ?? []).flatMap(({ type }) => type ?? []);
  if (choices.length > 0) return choices.join(" or ");
  if (schema.type === "object" || schema.properties) return nameOf(given) ?? "object";
  if (schema["x-kubernetes-preserve-unknown-fields"]) return "any";
  return schema.format && schema.type !== "boolean" ? `${schema.type} (${schema.format})` : (schema.type ?? "any");
}

function nameOf(schema: Schema): string | null {
  const reference = schema.$ref ?? schema.allOf?.find(({ $ref }) => $ref)?.$ref;
  return reference ? reference.slice(reference.lastIndexOf(".") + 1) : null;
}

export interface Child {
  name: string;
  type: string;
  required: boolean;
  description: string;
}

/** The fields of an object, or of the entries of a list or a map; required ones first. */
export function children(document: Document, given: Schema): Child[] {
  let schema = resolve(document, given);
  for (let inner = entry(schema); !schema.properties && inner; inner = entry(schema)) schema = resolve(document, inner);
  const required = new Set(schema.required);
  const all = Object.entries(schema.properties ?? {}).map(([name, one]) => ({
    name,
    type: typeName(document, one),
    required: required.has(name),
    description: resolve(document, one).description ?? "",
  }));
  return all.sort((one, other) => Number(other.required) - Number(one.required));
}

export interface Found {
  /** Field names, as in `names` of a Field. */
  names: string[];
  type: string;
  description: string;
}

const DEEPEST = 14;

/** Fields by name or description: those whose name is meant come first, near ones before deep ones. */
export function search(document: Document, root: Schema, text: string, limit = 40): Found[] {
  const word = text.trim().toLowerCase();
  if (word === "") return [];
  const byName: Found[] = [];
  const byText: Found[] = [];
  let level = [{ schema: root, names: [] as string[], seen: [] as string[] }];
  for (let depth = 0; depth < DEEPEST && level.length > 0 && byName.length < limit; depth++) {
    const next: typeof level = [];
    for (const { schema, names, seen } of level) {
      for (const { name, inner, reference } of fields(document, schema)) {
        const path = [...names, name];
        const resolved = resolve(document, inner);
        const found = { names: path, type: typeName(document, inner), description: resolved.description ?? "" };
        if (name.toLowerCase().includes(word) || path.join(".").toLowerCase().endsWith(word)) byName.push(found);
        else if (found.description.toLowerCase().includes(word)) byText.push(found);
        // Schemas of schemas have no end.
        if (reference === null || !seen.includes(reference)) {
          next.push({ schema: inner, names: path, seen: reference === null ? seen : [...seen, reference] });
        }
      }
    }
    level = next;
  }
  return [...byName, ...byText].slice(0, limit);
}

function fields(document: Document, given: Schema) {
  let schema = resolve(document, given);
  for (let inner = entry(schema); !schema.properties && inner; inner = entry(schema)) schema = resolve(document, inner);
  return Object.entries(schema.properties ?? {}).map(([name, inner]) => {
    const leaf = entry(resolve(document, inner)) ?? inner;
    return { name, inner, reference: nameOf(leaf) };
  });
}
