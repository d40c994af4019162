import type { ReactNode } from "react";
import type { SortKey } from "./sorting";

export interface Column<R> {
  /** What a filter calls it, and what an address keeps of the order. */
  key: string;
  title: string;
  hint?: string;
  /** Pixels that it has at least, and its share of what is left. */
  min: number;
  grow: number;
  align?: "end";
  sortBy: (row: R) => SortKey;
  /** What a filter reads. */
  text: (row: R) => string;
  /** What is shown where it is not the text. */
  draw?: (row: R) => ReactNode;
  /** Where the page is narrow: a column of its own, or nothing; others stand under the name. */
  narrow?: "column" | "none";
}

export interface Order {
  key: string;
  descending: boolean;
}

/** A click on a column's head: ascending, then descending. */
export const turned = (order: Order, key: string): Order => ({
  key,
  descending: order.key === key && !order.descending,
});
