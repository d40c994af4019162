/** Which containers' logs are followed: those of the pods that are asked for, as pods come and go. */
import type { PodRow } from "../../../api/objects";

export interface Wanted {
  /** Of the container of this very pod: another pod of its name is another source. */
  key: string;
  namespace: string;
  pod: string;
  container: string;
  /** Changes whenever it makes sense to ask again. */
  signature: string;
  /** No line comes any more. */
  finished: boolean;
}

/** More logs at once would keep the API server busy. */
export const MOST = 60;

export interface Choice {
  /** Names. With a selector pods that came later are followed too; without one and without names none are. */
  pods: string[];
  selector?: string;
  container?: string;
}

/** `known` are the pods that were there when the view was opened, by uid. */
export function wanted(rows: PodRow[], { pods, selector, container }: Choice, known: Set<string>): Wanted[] {
  const chosen = rows.filter((row) => {
    if (pods.includes(row.name)) return true;
    return selector !== undefined && (pods.length === 0 || !known.has(row.uid));
  });
  chosen.sort((one, other) => one.created.localeCompare(other.created) || one.name.localeCompare(other.name));
  return chosen.flatMap((row) =>
    (container ? [container] : row.names).map((name) => ({
      key: `${row.uid}/${name}`,
      namespace: row.namespace,
      pod: row.name,
      container: name,
      signature: `${row.status} ${row.ready} ${row.restarts}`,
      finished: row.phase === "Succeeded" || row.phase === "Failed",
    })),
  );
}
