/** Which columns stand where, for the width of the page. */
import { useMemo } from "react";
import type { Column } from "./column";

interface Layout<R> {
  columns: Column<R>[];
  /** Columns that stand under the first one. */
  under: Column<R>[];
  template: string;
  /** Pixels below which the table scrolls to the side. */
  least: number;
}

const MARK = 38;
const NARROW_MARK = 34;

export function layout<R>(all: Column<R>[], narrow: boolean): Layout<R> {
  if (narrow) {
    const columns = all.filter((column) => column.narrow === "column");
    const under = all.filter((column) => column.narrow === undefined);
    const tracks = columns.map(({ min }, at) => (at === 0 ? "minmax(0, 1fr)" : `${Math.min(min - 16, 106)}px`));
    return { columns, under, template: [`${NARROW_MARK}px`, ...tracks].join(" "), least: 0 };
  }
  const tracks = all.map(({ min, grow }) => (grow === 0 ? `${min}px` : `minmax(${min}px, ${grow}fr)`));
  return {
    columns: all,
    under: [],
    template: [`${MARK}px`, ...tracks].join(" "),
    least: all.reduce((sum, { min }) => sum + min, MARK),
  };
}

export function useLayout<R>(columns: Column<R>[], narrow: boolean): Layout<R> {
  return useMemo(() => layout(columns, narrow), [columns, narrow]);
}
