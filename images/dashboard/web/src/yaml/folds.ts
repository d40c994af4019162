/** Parts that are farther in than the line above them, folded away and back. */
import { type EditorState, type Line, StateEffect, StateField, type Text } from "@codemirror/state";
import {
  type Command,
  Decoration,
  type DecorationSet,
  EditorView,
  GutterMarker,
  type KeyBinding,
  WidgetType,
  gutter,
} from "@codemirror/view";

interface Range {
  from: number;
  to: number;
}

/** What can be folded under a line: to the end of the last line of it, or of the first of so many. */
export function foldUnder(doc: Text, line: Line, most = Infinity): Range | null {
  const indent = line.text.search(/\S/);
  if (indent < 0) return null;
  // A list may stand as far in as its key.
  const isKey = /^\s*[^\s-].*:\s*(?:#.*)?$/.test(line.text);
  let end = line;
  for (let number = line.number + 1; number <= doc.lines && most > 0; number++) {
    const next = doc.line(number);
    const its = next.text.search(/\S/);
    if (its < 0) continue;
    if (its < indent || (its === indent && !(isKey && /^\s*-(?:\s|$)/.test(next.text)))) break;
    end = next;
    most--;
  }
  return end === line ? null : { from: line.to, to: end.to };
}

class Dots extends WidgetType {
  toDOM(view: EditorView) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "cm-folded";
    button.textContent = "…";
    button.tabIndex = -1;
    // The focus stays in the text.
    button.onmousedown = (event) => {
      event.preventDefault();
      const fold = foldAt(view.state, view.state.doc.lineAt(view.posAtDOM(button)));
      if (fold) view.dispatch({ effects: unfold.of(fold) });
    };
    return button;
  }
  eq() {
    return true;
  }
}

const hidden = Decoration.replace({ widget: new Dots() });
const fold = StateEffect.define<Range>();
const unfold = StateEffect.define<Range>();

const folds = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(before, { changes, effects, selection, state }) {
    const added = effects.filter((effect) => effect.is(fold)).map(({ value: { from, to } }) => hidden.range(from, to));
    const removed = new Set(effects.filter((effect) => effect.is(unfold)).map(({ value }) => value.from));
    let now = before.map(changes);
    if (removed.size > 0) now = now.update({ filter: (from) => !removed.has(from) });
    if (added.length > 0) now = now.update({ add: added });
    // Where the cursor goes, or what is written, is to be seen.
    const touched: Range[] = selection ? [...selection.ranges] : [];
    changes.iterChangedRanges((_, __, from, to) => touched.push({ from, to }));
    if (touched.length === 0 || now.size === 0) return now;
    const { doc } = state;
    return now.update({
      filter: (from, to) => !touched.some((one) => one.from <= to && one.to > from) && doc.lineAt(from).to === from,
    });
  },
  provide: (field) => [
    EditorView.decorations.from(field),
    EditorView.atomicRanges.of((view) => view.state.field(field)),
  ],
});

/** The fold that a line ends with. */
function foldAt(state: EditorState, line: Line): Range | null {
  let found: Range | null = null;
  state.field(folds).between(line.from, line.to, (from, to) => {
    found ??= { from, to };
  });
  return found;
}

function toggle(view: EditorView, line: Line): boolean {
  const there = foldAt(view.state, line);
  const range = there ?? foldUnder(view.state.doc, line);
  if (!range) return false;
  view.dispatch({ effects: (there ? unfold : fold).of(range) });
  return true;
}

/** Folds what the cursor is in, or its line's own part. */
const foldHere: Command = (view) => {
  const { doc, selection } = view.state;
  const cursor = doc.lineAt(selection.main.head);
  for (let number = cursor.number; number > 0; number--) {
    const range = foldUnder(doc, doc.line(number));
    if (!range || range.to < cursor.to || foldAt(view.state, doc.line(number))) continue;
    // The cursor is not left in what is hidden.
    view.dispatch({ effects: fold.of(range), selection: { anchor: range.from } });
    return true;
  }
  return false;
};

const unfoldHere: Command = (view) => {
  const line = view.state.doc.lineAt(view.state.selection.main.head);
  return foldAt(view.state, line) !== null && toggle(view, line);
};

/** All at the top, so that the parts of the text are seen at once. */
const foldAll: Command = ({ state, dispatch }) => {
  const effects = [];
  for (let number = 1; number <= state.doc.lines; number++) {
    const range = foldUnder(state.doc, state.doc.line(number));
    if (!range) continue;
    effects.push(fold.of(range));
    number = state.doc.lineAt(range.to).number;
  }
  dispatch({ effects: [...unfolding(state), ...effects] });
  return true;
};

const unfoldAll: Command = ({ state, dispatch }) => {
  dispatch({ effects: unfolding(state) });
  return true;
};

function unfolding(state: EditorState): StateEffect<Range>[] {
  const effects: StateEffect<Range>[] = [];
  state.field(folds).between(0, state.doc.length, (from, to) => void effects.push(unfold.of({ from, to })));
  return effects;
}

class Arrow extends GutterMarker {
  constructor(private readonly open: boolean) {
    super();
  }
  eq(other: Arrow) {
    return other.open === this.open;
  }
  toDOM() {
    return document.createTextNode(this.open ? "⌄" : "›");
  }
}

const arrows = { open: new Arrow(true), closed: new Arrow(false) };

const arrowsOfLines = gutter({
  class: "cm-folds",
  lineMarker: (view, block) => {
    const line = view.state.doc.lineAt(block.from);
    if (foldAt(view.state, line)) return arrows.closed;
    return foldUnder(view.state.doc, line, 1) ? arrows.open : null;
  },
  lineMarkerChange: ({ docChanged, startState, state }) => docChanged || startState.field(folds) !== state.field(folds),
  initialSpacer: () => arrows.open,
  domEventHandlers: {
    mousedown: (view, block) => toggle(view, view.state.doc.lineAt(block.from)),
  },
});

export const folding = [folds, arrowsOfLines];

export const foldKeys: KeyBinding[] = [
  { key: "Ctrl-Shift-[", mac: "Cmd-Alt-[", run: foldHere },
  { key: "Ctrl-Shift-]", mac: "Cmd-Alt-]", run: unfoldHere },
  { key: "Ctrl-Alt-[", run: foldAll },
  { key: "Ctrl-Alt-]", run: unfoldAll },
];
