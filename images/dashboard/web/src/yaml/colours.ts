/** The colours of the text in view. */
import { RangeSetBuilder } from "@codemirror/state";
import { Decoration, type DecorationSet, type EditorView, ViewPlugin, type ViewUpdate } from "@codemirror/view";
import { type Kind, START, type State, tokensOf } from "./tokens";
import styles from "./colours.module.css";

const KINDS = ["key", "string", "value", "comment", "mark"] as const satisfies Kind[];
const looks = Object.fromEntries(KINDS.map((kind) => [kind, Decoration.mark({ class: styles[kind] })]));

class Colours {
  decorations: DecorationSet;
  /** What lines begin with, as far as somebody has looked. */
  private states: State[] = [START];

  constructor(view: EditorView) {
    this.decorations = this.draw(view);
  }

  update({ view, changes, docChanged, viewportChanged, startState }: ViewUpdate) {
    changes.iterChangedRanges((from) => {
      this.states.length = Math.min(this.states.length, startState.doc.lineAt(from).number);
    });
    if (docChanged || viewportChanged) this.decorations = this.draw(view);
  }

  private draw({ state: { doc }, visibleRanges }: EditorView): DecorationSet {
    const builder = new RangeSetBuilder<Decoration>();
    for (const { from, to } of visibleRanges) {
      const [first, last] = [doc.lineAt(from).number, doc.lineAt(to).number];
      for (let number = Math.min(this.states.length, first); number <= last; number++) {
        const line = doc.line(number);
        const { tokens, after } = tokensOf(line.text, this.states[number - 1]!);
        this.states[number] = after;
        if (number < first) continue;
        for (const token of tokens) {
          const [start, end] = [line.from + token.from, line.from + token.to];
          if (end > from && start < to) builder.add(start, end, looks[token.kind]!);
        }
      }
    }
    return builder.finish();
  }
}

export const colours = ViewPlugin.fromClass(Colours, { decorations: ({ decorations }) => decorations });
