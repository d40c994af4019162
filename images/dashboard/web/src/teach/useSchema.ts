/** The schema of a kind, of the API server's OpenAPI v3; each group version is asked for once. */
import { useEffect, useState } from "react";
import type { Kind } from "../api/kinds";
import { get } from "../api/kube";
import { type Document, type Schema, rootOf } from "./schema";

export interface KindSchema {
  document: Document;
  root: Schema;
}

type Gvk = Pick<Kind, "group" | "version" | "kind">;

const documents = new Map<string, Promise<Document>>();

function load({ group, version }: Gvk): Promise<Document> {
  const path = group === "" ? `/openapi/v3/api/${version}` : `/openapi/v3/apis/${group}/${version}`;
  const known = documents.get(path);
  if (known) return known;
  const document = get<Document>(path);
  documents.set(path, document);
  document.catch(() => documents.delete(path));
  return document;
}

/** Undefined while it comes, null where there is none. */
export function useSchema({ group, version, kind }: Gvk): KindSchema | null | undefined {
  const [schema, setSchema] = useState<KindSchema | null | undefined>();
  useEffect(() => {
    let over = false;
    setSchema(undefined);
    load({ group, version, kind })
      .then((document) => {
        const root = rootOf(document, { group, version, kind });
        if (!over) setSchema(root && { document, root });
      })
      .catch(() => !over && setSchema(null));
    return () => void (over = true);
  }, [group, version, kind]);
  return schema;
}
