/** How CodeMirror looks: the colours are the page's own. */
import { EditorView } from "@codemirror/view";

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "transparent", fontSize: "12.5px" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6" },
  ".cm-content": { caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-faint)", border: "0" },
  ".cm-activeLine": { backgroundColor: "color-mix(in srgb, var(--accent) 7%, transparent)" },
  ".cm-placeholder": { color: "var(--ink-faint)" },
  ".cm-searchMatch": { backgroundColor: "var(--warn-soft)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--accent-soft)",
  },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
  ".cm-wrong": { textDecoration: "underline wavy var(--bad)", textDecorationSkipInk: "none" },
  ".cm-wrongLines": { width: "14px" },
  ".cm-wrongLines span": {
    display: "block",
    width: "8px",
    height: "8px",
    margin: "6px 3px",
    borderRadius: "50%",
    backgroundColor: "var(--bad)",
  },
  ".cm-folds .cm-gutterElement": { width: "16px", textAlign: "center", cursor: "pointer" },
  ".cm-folded": {
    font: "inherit",
    backgroundColor: "var(--sunken)",
    color: "var(--ink-soft)",
    border: "0",
    borderRadius: "4px",
    margin: "0 4px",
    padding: "0 6px",
    cursor: "pointer",
  },
});
