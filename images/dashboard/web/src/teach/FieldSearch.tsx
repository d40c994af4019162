import { useDeferredValue, useMemo, useState } from "react";
import { useText } from "../i18n/text";
import { type Path, search } from "./schema";
import styles from "./teach.module.css";
import type { KindSchema } from "./useSchema";
import { texts } from "./words";

export function FieldSearch({ schema, onChoose }: { schema: KindSchema; onChoose: (path: Path) => void }) {
    const t = useText(texts);
    const [text, setText] = useState("");
    const asked = useDeferredValue(text);
    const found = useMemo(() => search(schema.document, schema.root, asked), [schema, asked]);
    const choose = (path: Path) => {
        setText("");
        onChoose(path);
    };
    return (
        <div className={styles.search} onKeyDown={(event) => event.key === "Escape" && setText("")}>
            <input
                type="search"
                aria-label={t("searchLabel")}
                placeholder={t("search")}
                spellCheck={false}
                value={text}
                onChange={(event) => setText(event.target.value)}
                onKeyDown={(event) => event.key === "Enter" && found[0] && choose(found[0].names)}
            />
            {asked !== "" && (
                <ul>
                    {found.length === 0 && <li>{t("nothing")}</li>}
                    {found.map(({ names, type }) => (
                        <li key={names.join(".")}>
                            <button type="button" onClick={() => choose(names)}>
                                <span>{names.join(".")}</span>
                                <code>{type}</code>
                            </button>
                        </li>
                    ))}
                </ul>
            )}
        </div>
    );
}
