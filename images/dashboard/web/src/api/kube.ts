/** Requests to the API server, with the user's rights. */
import { sessionIsOver } from "./session";

/** What the API server refused, in its words. */
export class KubeError extends Error {
  constructor(
    readonly code: number,
    message: string,
    /** `AlreadyExists`, `Conflict`, … */
    readonly reason: string | null,
    readonly causes: { field?: string; message: string }[] = [],
  ) {
    super(message);
  }
}

export interface Options {
  method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  query?: Record<string, string | number | boolean | undefined>;
  /** An object becomes JSON; a string is sent as it is. */
  body?: unknown;
  contentType?: string;
  accept?: string;
  signal?: AbortSignal;
}

/** The answer to a request for a path of the API server; fails by KubeError. */
export async function request(path: string, options: Options = {}): Promise<Response> {
  const { method = "GET", query = {}, body, signal } = options;
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
  const headers: Record<string, string> = { Accept: options.accept ?? "application/json" };
  if (body !== undefined) headers["Content-Type"] = options.contentType ?? "application/json";
  const url = `/api/kube${path}${parameters.size ? `?${parameters}` : ""}`;
  const sent = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
  const response = await fetch(url, { method, headers, body: sent, signal });
  if (response.ok) return response;
  if (response.status === 401) sessionIsOver();
  const status = await response.json().catch(() => ({}));
  throw new KubeError(
    response.status,
    status.message ?? response.statusText,
    status.reason ?? null,
    status.details?.causes ?? [],
  );
}

export async function get<T>(path: string, query?: Options["query"], signal?: AbortSignal): Promise<T> {
  return (await request(path, { query, signal })).json();
}

const MERGE = "application/merge-patch+json";
export const FIELD_MANAGER = "devcluster-dashboard";

/** JSON merge patch. */
export async function patch<T>(path: string, change: object, query: Options["query"] = {}): Promise<T> {
  const sent = { fieldManager: FIELD_MANAGER, ...query };
  return (await request(path, { method: "PATCH", body: change, contentType: MERGE, query: sent })).json();
}

/** Server-side apply of a YAML text or an object. `dryRun` only says what would come of it. */
export async function apply<T>(path: string, object: unknown, options: { dryRun?: boolean; force?: boolean } = {}) {
  const query = {
    fieldManager: FIELD_MANAGER,
    fieldValidation: "Strict",
    force: options.force ?? false,
    dryRun: options.dryRun ? "All" : undefined,
  };
  const contentType = "application/apply-patch+yaml";
  return (await request(path, { method: "PATCH", body: object, contentType, query })).json() as Promise<T>;
}
