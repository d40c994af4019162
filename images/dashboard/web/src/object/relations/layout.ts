/** Where the objects of a graph stand: a column for each rank, each column in the middle. */
import type { Related } from "./graph";

export const CARD = { width: 196, height: 54 };
const GAP = { x: 58, y: 14 };

export interface Place {
  x: number;
  y: number;
}

export function layout(nodes: Related[]): { places: Map<string, Place>; width: number; height: number } {
  const ranks = [...new Set(nodes.map(({ rank }) => rank))].sort((one, other) => one - other);
  const columns = ranks.map((rank) => nodes.filter((node) => node.rank === rank));
  const heightOf = (count: number) => count * (CARD.height + GAP.y) - GAP.y;
  const height = Math.max(...columns.map(({ length }) => heightOf(length)));
  const places = new Map<string, Place>();
  columns.forEach((column, at) => {
    const top = (height - heightOf(column.length)) / 2;
    column.forEach(({ id }, row) =>
      places.set(id, { x: at * (CARD.width + GAP.x), y: top + row * (CARD.height + GAP.y) }),
    );
  });
  return { places, width: ranks.length * (CARD.width + GAP.x) - GAP.x, height };
}

/** A line from the right side of one to the left side of another. */
export function curve(from: Place, to: Place): string {
  const [x1, y1] = [from.x + CARD.width, from.y + CARD.height / 2];
  const [x2, y2] = [to.x, to.y + CARD.height / 2];
  // Two of one column: around the right side.
  if (to.x <= from.x) {
    const out = x1 + GAP.x / 2;
    return `M${x1} ${y1} C${out} ${y1} ${out} ${y2} ${to.x + CARD.width} ${y2}`;
  }
  const middle = (x1 + x2) / 2;
  return `M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
}
