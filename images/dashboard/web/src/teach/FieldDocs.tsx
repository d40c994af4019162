/** What the API server says about a field and the fields in it. */
import { useEffect, useState } from "react";
import type { Kind } from "../api/kinds";
import { useText } from "../i18n/text";
import { Command } from "../ui/Command";
import { FieldSearch } from "./FieldSearch";
import { explainCommand } from "./explain";
import { type Path, children, walk } from "./schema";
import styles from "./teach.module.css";
import { type KindSchema, useSchema } from "./useSchema";
import { texts } from "./words";

/** `at` is where the cursor is; from there the reader goes up and down. */
export function FieldDocs({ kind, at }: { kind: Kind; at: Path }) {
    const t = useText(texts);
    const schema = useSchema(kind);
    const [path, setPath] = useState<Path>(at);
    const key = JSON.stringify(at);
    useEffect(() => setPath(JSON.parse(key)), [key]);
    return (
        <aside className={styles.docs} aria-label={t("title")}>
            <h2>{t("title")}</h2>
            {schema === undefined && <p role="status">{t("loading")}</p>}
            {schema === null && <p>{t("noSchema")}</p>}
            {schema && (
                <>
                    <FieldSearch schema={schema} onChoose={setPath} />
                    <One kind={kind} schema={schema} path={path} onGo={setPath} />
                </>
            )}
        </aside>
    );
}

interface Props {
    kind: Kind;
    schema: KindSchema;
    path: Path;
    onGo: (path: Path) => void;
}

function One({ kind, schema: { document, root }, path, onGo }: Props) {
    const t = useText(texts);
    const field = walk(document, root, path);
    const names = field?.names ?? [];
    return (
        <>
            <nav aria-label={t("path")} className={styles.crumbs}>
                <button type="button" onClick={() => onGo([])}>
                    {kind.kind}
                </button>
                {names.map((name, at) => (
                    <span key={at}>
                        <span aria-hidden>.</span>
                        <button
                            type="button"
                            aria-current={at === names.length - 1 ? "true" : undefined}
                            onClick={() => onGo(names.slice(0, at + 1))}
                        >
                            {name}
                        </button>
                    </span>
                ))}
            </nav>
            {!field ? (
                <p>{t("none")}</p>
            ) : (
                <>
                    <p className={styles.type}>
                        <code>{field.type}</code>
                        {field.required && <strong>{t("required")}</strong>}
                    </p>
                    {field.schema.description && <p className={styles.text}>{field.schema.description}</p>}
                    {isTold(field.schema.default) && (
                        <p>
                            {t("default")}: <code>{JSON.stringify(field.schema.default)}</code>
                        </p>
                    )}
                    {field.schema.enum && (
                        <p>
                            {t("enum")}: {field.schema.enum.map(String).join(", ")}
                        </p>
                    )}
                    <ul className={styles.fields} aria-label={t("fields")}>
                        {children(document, field.schema).map(({ name, type, required, description }) => (
                            <li key={name}>
                                <button type="button" onClick={() => onGo([...names, name])}>
                                    {name}
                                </button>
                                <code>{type}</code>
                                {required && <strong>{t("required")}</strong>}
                                <p>{description.split(/(?<=\.)\s/)[0]}</p>
                            </li>
                        ))}
                    </ul>
                    <div>
                        <p className={styles.faint}>{t("inTerminal")}</p>
                        <Command>{explainCommand(kind, names)}</Command>
                    </div>
                </>
            )}
        </>
    );
}

/** `{}` and `""` are what the generator of the schema writes where there is no default. */
const isTold = (value: unknown) => value !== undefined && value !== "" && JSON.stringify(value) !== "{}";
