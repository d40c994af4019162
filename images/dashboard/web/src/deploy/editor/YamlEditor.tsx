import { useEffect, useRef, useState } from "react";
import type { Problem } from "../manifests/parse";
import type { Editor } from "./codemirror";
import styles from "../deploy.module.css";

interface Props {
    text: string;
    label: string;
    placeholder: string;
    problems: Problem[];
    onChange: (text: string) => void;
}

/** An editor of YAML: a plain field until the better one is loaded, and where it can't be. */
export function YamlEditor({ text, label, placeholder, problems, onChange }: Props) {
    const element = useRef<HTMLDivElement>(null);
    const [editor, setEditor] = useState<Editor | null>(null);
    const newest = useRef({ text, onChange });
    newest.current = { text, onChange };
    useEffect(() => {
        let opened: Editor | null = null;
        let gone = false;
        const load = async () => {
            const { openEditor } = await import("./codemirror");
            if (gone || !element.current) return;
            opened = openEditor(element.current, {
                text: newest.current.text,
                label,
                placeholder,
                onChange: (changed) => newest.current.onChange(changed),
            });
            setEditor(opened);
        };
        load().catch(() => {});
        return () => {
            gone = true;
            opened?.close();
            setEditor(null);
        };
    }, [label, placeholder]);
    useEffect(() => editor?.setText(text), [editor, text]);
    useEffect(() => editor?.mark(problems), [editor, problems]);
    return (
        <div className={styles.editor}>
            <div ref={element} className={styles.codemirror} hidden={!editor} />
            {!editor && (
                <textarea
                    aria-label={label}
                    placeholder={placeholder}
                    spellCheck={false}
                    value={text}
                    onChange={({ target }) => onChange(target.value)}
                />
            )}
        </div>
    );
}
