/** Places of the text that are marked, each with a message. */
import { RangeSet, StateEffect, StateField } from "@codemirror/state";
import { Decoration, type DecorationSet, EditorView, GutterMarker, gutter } from "@codemirror/view";

export interface Mark {
  from: number;
  to: number;
  message: string;
}

export const setMarks = StateEffect.define<Mark[]>();

const underline = ({ message }: Mark) =>
  Decoration.mark({ class: "cm-wrong", attributes: { title: message }, message });

class Dot extends GutterMarker {
  constructor(private readonly message: string) {
    super();
  }
  eq(other: Dot) {
    return other.message === this.message;
  }
  toDOM() {
    const dot = document.createElement("span");
    dot.title = this.message;
    return dot;
  }
}

const field = StateField.define<{ marks: DecorationSet; dots: RangeSet<Dot> }>({
  create: () => ({ marks: Decoration.none, dots: RangeSet.empty }),
  update(before, { changes, effects, state: { doc } }) {
    let { marks, dots } = before;
    if (!changes.empty) [marks, dots] = [marks.map(changes), dots.map(changes)];
    for (const effect of effects) {
      if (!effect.is(setMarks)) continue;
      const found: { from: number; to: number; mark: Mark }[] = [];
      const messages = new Map<number, string[]>();
      for (const mark of effect.value) {
        const from = Math.min(mark.from, doc.length);
        const line = doc.lineAt(from);
        messages.set(line.from, [...(messages.get(line.from) ?? []), mark.message]);
        // One that has no length is shown by the letter before or after it.
        const to = Math.min(Math.max(mark.to, from + 1), Math.max(line.to, mark.to), doc.length);
        const start = to > from ? from : Math.max(line.from, from - 1);
        if (to > start) found.push({ from: start, to, mark });
      }
      marks = Decoration.set(
        found.map(({ from, to, mark }) => underline(mark).range(from, to)),
        true,
      );
      dots = RangeSet.of(
        [...messages].map(([at, all]) => new Dot(all.join("\n")).range(at)),
        true,
      );
    }
    return { marks, dots };
  },
  provide: (own) => EditorView.decorations.from(own, ({ marks }) => marks),
});

export const marking = [
  field,
  gutter({ class: "cm-wrongLines", markers: (view) => view.state.field(field).dots, initialSpacer: () => new Dot("") }),
];
