import { history } from "@codemirror/commands";
import { highlightSelectionMatches, search } from "@codemirror/search";
import { Compartment, EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, keymap, lineNumbers, placeholder } from "@codemirror/view";
import { useLayoutEffect, useRef } from "react";
import { colours } from "./colours";
import { foldKeys, folding } from "./folds";
import { keys, tab } from "./keys";
import { type Mark, marking, setMarks } from "./marks";
import { theme } from "./theme";
import styles from "./editor.module.css";

interface Props {
    label: string;
    text: string;
    readOnly?: boolean;
    /** Shown while there is no text. */
    hint?: string;
    problems: Mark[];
    /** A place to go to; a new object for each time. */
    place?: { at: number } | null;
    onChange: (text: string) => void;
    onCursor?: (offset: number) => void;
}

/**
 * An editor of YAML by CodeMirror. Loaded only where text is looked at or edited.
 *
 * All effects are of the layout: what they put into the editor has to be there before the next key. One that ran after
 * the paint would put a text back that was typed over since, and be told of that as of a change.
 */
export function Editor(props: Props) {
    const { label, text, readOnly = false, hint = "", problems, place = null, onChange, onCursor } = props;
    const element = useRef<HTMLDivElement>(null);
    const view = useRef<EditorView>(null);
    const writing = useRef(new Compartment());
    const tell = useRef({ onChange, onCursor });
    tell.current = { onChange, onCursor };

    useLayoutEffect(() => {
        const editor = new EditorView({
            parent: element.current!,
            state: EditorState.create({
                doc: text,
                extensions: [
                    lineNumbers(),
                    folding,
                    marking,
                    history(),
                    highlightActiveLine(),
                    highlightSelectionMatches(),
                    search({ top: true }),
                    EditorState.languageData.of(() => [{ commentTokens: { line: "#" } }]),
                    colours,
                    theme,
                    placeholder(hint),
                    writing.current.of([]),
                    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
                    // Escape, then Tab leaves the editor.
                    keymap.of([...keys, ...foldKeys]),
                    EditorView.updateListener.of((update) => {
                        if (update.docChanged) tell.current.onChange(update.state.doc.toString());
                        if (update.docChanged || update.selectionSet) {
                            tell.current.onCursor?.(update.state.selection.main.head);
                        }
                    }),
                ],
            }),
        });
        view.current = editor;
        return () => editor.destroy();
        // The text and the rest are followed by the effects below.
    }, []);

    useLayoutEffect(() => {
        const editor = view.current;
        if (!editor || editor.state.doc.toString() === text) return;
        editor.dispatch(changeTo(editor.state, text));
    }, [text]);
    useLayoutEffect(() => {
        view.current?.dispatch({
            effects: writing.current.reconfigure(readOnly ? EditorState.readOnly.of(true) : keymap.of([tab])),
        });
    }, [readOnly]);
    useLayoutEffect(() => {
        view.current?.dispatch({ effects: setMarks.of(problems) });
    }, [problems]);
    useLayoutEffect(() => {
        const editor = view.current;
        if (!editor || !place) return;
        const at = Math.min(place.at, editor.state.doc.length);
        editor.dispatch({ selection: { anchor: at }, effects: EditorView.scrollIntoView(at, { y: "center" }) });
        editor.focus();
    }, [place]);
    return <div ref={element} className={styles.editor} />;
}

/** Only what differs is put in, so that the cursor and the view stay where they are. */
function changeTo(state: EditorState, text: string) {
    const now = state.doc.toString();
    let from = 0;
    while (from < now.length && now[from] === text[from]) from++;
    let end = 0;
    const most = Math.min(now.length, text.length) - from;
    while (end < most && now[now.length - 1 - end] === text[text.length - 1 - end]) end++;
    return { changes: { from, to: now.length - end, insert: text.slice(from, text.length - end) } };
}
