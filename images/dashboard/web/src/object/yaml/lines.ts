/** What two texts have in common, line by line. */

export interface Line {
  kind: "same" | "gone" | "new";
  text: string;
  /** Counts from 0, in the text that has it; in the new one where both have. */
  at: number;
}

/** Beyond so many lines that differ, all between the first and the last of them is said to differ. */
const MOST = 1000;

/** The shortest way from one to the other, by Myers' algorithm. */
export function compare(before: string[], after: string[]): Line[] {
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start++;
  let [end, ends] = [before.length, after.length];
  while (end > start && ends > start && before[end - 1] === after[ends - 1]) [end, ends] = [end - 1, ends - 1];
  const lines = [
    ...before.slice(0, start).map(same),
    ...between(before.slice(start, end), after.slice(start, ends)),
    ...before.slice(end).map(same),
  ];
  const next = { before: 0, after: 0 };
  return lines.map((line) => {
    const at = line.kind === "gone" ? next.before : next.after;
    if (line.kind !== "new") next.before++;
    if (line.kind !== "gone") next.after++;
    return { ...line, at };
  });
}

type Found = Omit<Line, "at">;

const same = (text: string): Found => ({ kind: "same", text });
const gone = (text: string): Found => ({ kind: "gone", text });
const come = (text: string): Found => ({ kind: "new", text });

function between(before: string[], after: string[]): Found[] {
  /** For each number of differences, how far in `before` one comes on each diagonal. */
  const history: Map<number, number>[] = [];
  let reach = new Map([[1, 0]]);
  const isDown = (diagonal: number, steps: number, of: Map<number, number>) =>
    diagonal === -steps || (diagonal !== steps && of.get(diagonal - 1)! < of.get(diagonal + 1)!);
  search: for (let steps = 0; ; steps++) {
    if (steps > MOST) return [...before.map(gone), ...after.map(come)];
    history.push(reach);
    const next = new Map<number, number>();
    for (let diagonal = -steps; diagonal <= steps; diagonal += 2) {
      let x = isDown(diagonal, steps, reach) ? reach.get(diagonal + 1)! : reach.get(diagonal - 1)! + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      next.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) break search;
    }
    reach = next;
  }
  const lines: Found[] = [];
  let [x, y] = [before.length, after.length];
  for (let steps = history.length - 1; steps >= 0; steps--) {
    const of = history[steps]!;
    const diagonal = x - y;
    const down = isDown(diagonal, steps, of);
    const from = of.get(down ? diagonal + 1 : diagonal - 1)!;
    const to = from - (down ? diagonal + 1 : diagonal - 1);
    while (x > (down ? from : from + 1) && y > (down ? to + 1 : to)) {
      lines.push(same(before[--x]!));
      y--;
    }
    if (steps === 0) break;
    lines.push(down ? come(after[--y]!) : gone(before[--x]!));
  }
  return lines.reverse();
}

/** Lines that are to be seen, with what is left out between them. */
export type Part = { lines: Line[]; hidden: boolean };

/** So many lines around a change are shown; fewer than `least` are not left out. */
export function folded(lines: Line[], around = 3, least = 6): Part[] {
  const near = (at: number) =>
    lines.slice(Math.max(0, at - around), at + around + 1).some(({ kind }) => kind !== "same");
  const parts: Part[] = [];
  lines.forEach((line, at) => {
    const hidden = !near(at);
    const last = parts.at(-1);
    if (last && last.hidden === hidden) last.lines.push(line);
    else parts.push({ lines: [line], hidden });
  });
  return parts.map((part) => ({ ...part, hidden: part.hidden && part.lines.length >= least }));
}
