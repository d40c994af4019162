/** Objects of YAML texts, and what is wrong with the texts, by line. */
import { LineCounter, parseAllDocuments } from "yaml";

export interface Manifest {
  /** Counts from 1. */
  line: number;
  apiVersion: string;
  kind: string;
  namespace: string | null;
  name: string;
  object: Record<string, unknown>;
}

export interface Problem {
  line: number;
  /** Of the text, for whoever marks it there. */
  from: number;
  to: number;
  message: string;
}

export interface Parsed {
  manifests: Manifest[];
  problems: Problem[];
}

/** Types of YAML 1.1 that kubectl does not know either. */
const ODD = ["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:set", "tag:yaml.org,2002:omap"];

export function parse(text: string): Parsed {
  const counter = new LineCounter();
  const documents = parseAllDocuments(text, {
    lineCounter: counter,
    // What kubectl reads: `0644` is octal and `yes` is true.
    version: "1.1",
    customTags: (tags) =>
      tags.filter(
        (tag) => typeof tag === "string" || !(ODD.includes(tag.tag) || ("format" in tag && tag.format === "TIME")),
      ),
  });
  const parsed: Parsed = { manifests: [], problems: [] };
  if (!Array.isArray(documents)) return parsed;
  for (const document of documents) {
    const [start = 0] = document.contents?.range ?? document.range;
    const at = { line: counter.linePos(start).line, from: start, to: start };
    for (const { pos, message } of document.errors) {
      const [from, to] = pos;
      parsed.problems.push({ line: counter.linePos(from).line, from, to, message: message.split("\n")[0] ?? "" });
    }
    if (document.errors.length > 0) continue;
    try {
      collect(document.toJS({ maxAliasCount: 1000 }), at, parsed);
    } catch (error) {
      parsed.problems.push({ ...at, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return parsed;
}

type Place = Omit<Problem, "message">;

function collect(value: unknown, at: Place, { manifests, problems }: Parsed) {
  if (value === null || value === undefined) return;
  const wrong = (message: string) => problems.push({ ...at, message });
  if (typeof value !== "object" || Array.isArray(value)) {
    wrong("a document has to be an object");
    return;
  }
  const object = value as Record<string, unknown>;
  const { apiVersion, kind, items } = object;
  if (typeof apiVersion !== "string") wrong("`apiVersion` is missing");
  else if (typeof kind !== "string") wrong("`kind` is missing");
  else if (kind.endsWith("List") && Array.isArray(items)) {
    for (const item of items) collect(item, at, { manifests, problems });
  } else {
    const metadata = (object.metadata ?? {}) as Record<string, unknown>;
    const { name, namespace } = metadata;
    if (typeof name !== "string" || name === "") wrong("`metadata.name` is missing");
    else {
      manifests.push({
        line: at.line,
        apiVersion,
        kind,
        namespace: typeof namespace === "string" && namespace !== "" ? namespace : null,
        name,
        object,
      });
    }
  }
}
