import { Suspense, lazy } from "react";
import type { Mark } from "../../yaml/marks";
import styles from "../deploy.module.css";

const Editor = lazy(() => import("../../yaml/Editor").then(({ Editor }) => ({ default: Editor })));

interface Props {
    text: string;
    label: string;
    placeholder: string;
    problems: Mark[];
    onChange: (text: string) => void;
}

/** An editor of YAML: a plain field until the better one is loaded. */
export function YamlEditor({ text, label, placeholder, problems, onChange }: Props) {
    const field = (
        <textarea
            aria-label={label}
            placeholder={placeholder}
            spellCheck={false}
            value={text}
            onChange={({ target }) => onChange(target.value)}
        />
    );
    return (
        <div className={styles.editor}>
            <Suspense fallback={field}>
                {/* A new one in another language. */}
                <Editor
                    key={label}
                    label={label}
                    text={text}
                    hint={placeholder}
                    problems={problems}
                    onChange={onChange}
                />
            </Suspense>
        </div>
    );
}
