/** Marks that stand for pods or nodes. */
import { groupBy } from "../../api/group";
import type { PodRow } from "../../api/objects";
import { PODS, objectPage } from "../../app/routes";
import type { Tone } from "../../ui/Status";
import { podTone } from "./health";

export interface Cell {
  key: string;
  tone: Tone;
  title: string;
  href: string;
  /** Of another namespace than the chosen one. */
  faint: boolean;
}

/** Above this many, marks are drawn on a canvas. */
export const MANY = 150;
/** More groups than this are not told apart. */
const GROUPS = 12;

export interface CellGroup {
  name: string;
  cells: Cell[];
}

const order = ({ namespace, owner, name }: PodRow) => `${namespace}/${owner?.name ?? ""}/${name}`;

/** Pods by namespace; those of one owner side by side. */
export function podGroups(pods: PodRow[], chosen: string | null): CellGroup[] {
  const keyed = pods.map((pod) => ({ pod, key: order(pod) }));
  keyed.sort((one, other) => (one.key < other.key ? -1 : 1));
  const cells = keyed.map(({ pod }) => ({ namespace: pod.namespace, cell: cell(pod, chosen) }));
  const groups = [...groupBy(cells, ({ namespace }) => namespace)];
  if (groups.length > GROUPS) return [{ name: "", cells: cells.map(({ cell }) => cell) }];
  return groups.map(([name, members]) => ({ name, cells: members.map(({ cell }) => cell) }));
}

const cell = (pod: PodRow, chosen: string | null): Cell => ({
  key: pod.uid,
  tone: podTone(pod),
  title: `${pod.name} · ${pod.status}${pod.containers > 1 || pod.ready === 0 ? ` · ${pod.ready}/${pod.containers}` : ""}`,
  href: objectPage(PODS, pod.namespace, pod.name),
  faint: chosen !== null && pod.namespace !== chosen,
});

export const SIZE = 11;
export const PITCH = 15;

/** How many marks fit in a line. */
export const perLine = (width: number) => Math.max(1, Math.floor((width + PITCH - SIZE) / PITCH));

/** Which mark is at a place of the canvas; -1 for none. */
export function cellAt(x: number, y: number, width: number, count: number): number {
  const [column, line] = [Math.floor(x / PITCH), Math.floor(y / PITCH)];
  if (x < 0 || y < 0 || column >= perLine(width)) return -1;
  const index = line * perLine(width) + column;
  return index < count ? index : -1;
}
