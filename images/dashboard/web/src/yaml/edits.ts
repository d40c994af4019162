/** What keys do to the text. @codemirror/commands has the like, but with it all that knows of languages, which is 6 kB. */
import { type ChangeSpec, EditorSelection, type SelectionRange } from "@codemirror/state";
import type { Command, EditorView } from "@codemirror/view";

const STEP = "  ";

type Move = (view: EditorView, from: SelectionRange, forward: boolean) => SelectionRange;

/** Removes what is selected, else as far as a move goes. */
const remove =
  (move: Move, forward: boolean): Command =>
  (view) => {
    const { state } = view;
    if (state.readOnly) return false;
    const changes = state.changeByRange((range) => {
      const to = range.empty ? move(view, range, forward).head : range.head;
      const [start, end] = [Math.min(range.anchor, to), Math.max(range.anchor, to)];
      return { changes: { from: start, to: end }, range: EditorSelection.cursor(start) };
    });
    view.dispatch(changes, { scrollIntoView: true, userEvent: forward ? "delete.forward" : "delete.backward" });
    return true;
  };

const byChar: Move = (view, from, forward) => {
  const { text, from: start } = view.state.doc.lineAt(from.head);
  const before = text.slice(0, from.head - start);
  // A step of the indentation at once.
  if (!forward && before.endsWith(STEP) && before.trim() === "" && before.length % 2 === 0) {
    return EditorSelection.cursor(from.head - STEP.length);
  }
  return view.moveByChar(from, forward);
};
const byGroup: Move = (view, from, forward) => view.moveByGroup(from, forward);
const toEdge: Move = (view, from, forward) => view.moveToLineBoundary(from, forward);

export const removals = {
  charBefore: remove(byChar, false),
  charAfter: remove(byChar, true),
  groupBefore: remove(byGroup, false),
  groupAfter: remove(byGroup, true),
  lineBefore: remove(toEdge, false),
  lineAfter: remove(toEdge, true),
};

/** How far in the line after one goes on: under an item's key, farther in after a key without a value. */
export function indentAfter(before: string): string {
  const [start = ""] = /^\s*(?:-(?:\s+|$))*/.exec(before) ?? [];
  const opens = /(?:[[{:]|:\s+[|>][-+\d]*)\s*$/.test(before.slice(start.length));
  return " ".repeat(start.length + (start.endsWith("-") ? 1 : 0)) + (opens ? STEP : "");
}

export const newLine: Command = ({ state, dispatch }) => {
  if (state.readOnly) return false;
  const changes = state.changeByRange(({ from, to }) => {
    const line = state.doc.lineAt(from);
    const insert = `\n${indentAfter(line.text.slice(0, from - line.from))}`;
    return { changes: { from, to, insert }, range: EditorSelection.cursor(from + insert.length) };
  });
  dispatch(state.update(changes, { scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** The same for each line that is selected. */
const eachLine =
  (change: (text: string, from: number) => ChangeSpec): Command =>
  ({ state, dispatch }) => {
    if (state.readOnly) return false;
    const changes: ChangeSpec[] = [];
    let last = 0;
    for (const { from, to } of state.selection.ranges) {
      const end = state.doc.lineAt(to).number;
      for (let number = Math.max(last + 1, state.doc.lineAt(from).number); number <= end; number++) {
        const line = state.doc.line(number);
        changes.push(change(line.text, line.from));
      }
      last = end;
    }
    dispatch({ changes, userEvent: "input.indent" });
    return true;
  };

export const fartherIn = eachLine((_, from) => ({ from, insert: STEP }));
export const fartherOut = eachLine((text, from) => ({ from, to: from + /^ {0,2}/.exec(text)![0].length }));
