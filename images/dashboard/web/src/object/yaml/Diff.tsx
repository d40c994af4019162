import { yaml } from "@codemirror/lang-yaml";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView, lineNumbers } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { theme } from "../../yaml/theme";
import styles from "./yaml.module.css";

/** Two texts in one: what goes above what comes. */
export function Diff({ label, before, after }: { label: string; before: string; after: string }) {
    const element = useRef<HTMLDivElement>(null);
    useEffect(() => {
        const view = new EditorView({
            parent: element.current!,
            state: EditorState.create({
                doc: after,
                extensions: [
                    lineNumbers(),
                    yaml(),
                    theme,
                    EditorState.readOnly.of(true),
                    EditorView.editable.of(false),
                    EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
                    unifiedMergeView({
                        original: before,
                        mergeControls: false,
                        gutter: true,
                        highlightChanges: true,
                        collapseUnchanged: { margin: 3, minSize: 6 },
                    }),
                ],
            }),
        });
        return () => view.destroy();
    }, [label, before, after]);
    return <div ref={element} className={styles.diff} />;
}
