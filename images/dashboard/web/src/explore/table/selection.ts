/** Rows that the user has marked. */
import { useCallback, useMemo, useRef } from "react";

interface Selectable {
  uid: string;
}

/** With `range` all from the row that was marked last; what is not shown stays as it is. */
export function toggled(
  rows: readonly Selectable[],
  selected: ReadonlySet<string>,
  uid: string,
  range: string | null,
): Set<string> {
  const next = new Set(selected);
  const on = !selected.has(uid);
  const from = range === null ? -1 : rows.findIndex((row) => row.uid === range);
  const to = rows.findIndex((row) => row.uid === uid);
  const chosen = from < 0 ? [{ uid }] : rows.slice(Math.min(from, to), Math.max(from, to) + 1);
  for (const row of chosen) {
    if (on) next.add(row.uid);
    else next.delete(row.uid);
  }
  return next;
}

export function useSelection(
  rows: readonly Selectable[],
  selected: ReadonlySet<string>,
  onSelect: (selected: ReadonlySet<string>) => void,
) {
  const now = useRef({ rows, selected, onSelect, last: null as string | null });
  now.current = { ...now.current, rows, selected, onSelect };
  // Never a new one, so that no row is drawn again for it.
  const toggle = useCallback((uid: string, range: boolean) => {
    const { rows, selected, onSelect, last } = now.current;
    now.current.last = uid;
    onSelect(toggled(rows, selected, uid, range ? last : null));
  }, []);
  const allSelected = useMemo(
    () => selected.size > 0 && rows.length > 0 && rows.every(({ uid }) => selected.has(uid)),
    [rows, selected],
  );
  const toggleAll = () => onSelect(new Set(allSelected ? [] : rows.map(({ uid }) => uid)));
  return { toggle, toggleAll, allSelected };
}
