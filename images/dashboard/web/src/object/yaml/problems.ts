/** What is wrong with a text, and where in it. */
import { type Document, isMap, parseDocument } from "yaml";
import type { KubeError } from "../../api/kube";
import { parseField, rangeOf } from "../../teach/cursor";

export interface Problem {
  from: number;
  to: number;
  message: string;
}

export interface Conflict {
  field: string;
  manager: string;
}

export interface Parsed {
  document: Document;
  /** Null where there are problems. */
  object: Record<string, unknown> | null;
  problems: Problem[];
}

export function parse(text: string): Parsed {
  const document = parseDocument(text, { prettyErrors: false });
  const problems = document.errors.map(({ pos: [from, to], message }) => ({
    from,
    to: Math.max(to, from + 1),
    message,
  }));
  if (problems.length > 0) return { document, object: null, problems };
  if (!isMap(document.contents)) {
    return {
      document,
      object: null,
      problems: [{ from: 0, to: text.length, message: "an object has to be a mapping" }],
    };
  }
  return { document, object: document.toJS(), problems };
}

/** The ways in which the API server names fields in its messages. */
const NAMED = [
  /unknown field "([^"]+)"/g,
  /duplicate field "([^"]+)"/g,
  /Go struct field \w+\.([\w.[\]]+) of type/g,
  /(?:^|\s)\.([\w.[\]"=:/-]+): /g,
];

/** What is wrong; of a patch that is not taken the API server repeats the whole object first. */
function essence(message: string): string {
  const strict = message.indexOf("strict decoding error: ");
  if (strict >= 0) return message.slice(strict + "strict decoding error: ".length);
  const dumped = /patch: Invalid value: "[^]*": ([^]+)$/.exec(message);
  return dumped?.[1] ?? message;
}

/** One for each field that is named; where none is, one at the top. */
export function refused(error: Pick<KubeError, "message" | "causes">, text: string, document: Document): Problem[] {
  const at = (field: string, message: string): Problem => ({
    ...rangeOf(text, document, parseField(field, document)),
    message,
  });
  const causes = error.causes.filter(({ field }) => field && field !== "patch");
  if (causes.length > 0) return causes.map(({ field, message }) => at(field!, `${field}: ${message}`));
  const said = essence(error.message);
  const named = NAMED.flatMap((pattern) => [...said.matchAll(pattern)]);
  if (named.length === 0) return [at("", said)];
  return named.map(([whole, field]) => at(field!, named.length === 1 ? said : whole.trim()));
}

/** Fields that somebody else manages, of a refused server-side apply. */
export function conflictsOf({ causes }: Pick<KubeError, "causes">): Conflict[] {
  return causes.flatMap(({ field, message }) => {
    const manager = /conflict with "([^"]+)"/.exec(message)?.[1];
    return field && manager ? [{ field: field.replace(/^\./, ""), manager }] : [];
  });
}

export const lineOf = (text: string, offset: number) => text.slice(0, offset).split("\n").length;
