/** Asks the API server what would come of a change, and makes it. */
import type { Action, Target } from "../../actions/action";
import { kubectl, patchCall, pathOf } from "../../actions/action";
import { KubeError, apply, patch } from "../../api/kube";
import type { KubeObject } from "../../api/objects";
import { mergePatch } from "./change";
import { type Conflict, type Problem, conflictsOf, parse, refused } from "./problems";
import { editable } from "./text";

export interface Reviewed {
  problems: Problem[];
  /** Undefined where nothing has changed, or where there are problems. */
  change?: Record<string, unknown>;
  /** What the object would be. */
  after?: KubeObject;
  conflicts: Conflict[];
}

/** `base` is what the text was before it was edited. */
export async function review(target: Target, base: KubeObject, text: string): Promise<Reviewed> {
  const { document, object, problems } = parse(text);
  if (!object) return { problems, conflicts: [] };
  const change = mergePatch(editable(base), object);
  if (!change) return { problems: [], conflicts: [] };
  try {
    const query = { dryRun: "All", fieldValidation: "Strict" };
    const after = await patch<KubeObject>(pathOf(target), change, query);
    return { problems: [], change, after, conflicts: await managed(target, object) };
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    return { problems: refused(error, text, document), conflicts: [] };
  }
}

/** Whose fields would be changed: what server-side apply would ask to be forced. */
async function managed(target: Target, object: object): Promise<Conflict[]> {
  try {
    await apply(pathOf(target), object, { dryRun: true });
  } catch (error) {
    if (error instanceof KubeError) return conflictsOf(error);
  }
  return [];
}

export function changeAction(target: Target, change: object): Action {
  const words = JSON.stringify(change).replaceAll("'", `'\\''`);
  const call = patchCall(target, change);
  return {
    command: kubectl("patch", target, "--type=merge", `-p '${words}'`),
    calls: [{ ...call, query: { ...call.query, fieldValidation: "Strict" } }],
  };
}
