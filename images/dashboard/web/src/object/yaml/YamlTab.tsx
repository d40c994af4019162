/** An object as YAML: to read, to edit, with what the fields mean beside it. */
import { BookOpen, Eye, EyeOff, Pencil } from "lucide-react";
import { useDeferredValue, useMemo, useState } from "react";
import { useAllowed } from "../../actions/allowed";
import { rightFor } from "../../actions/offers";
import { type Kind, apiVersion } from "../../api/kinds";
import type { KubeObject } from "../../api/objects";
import { useText } from "../../i18n/text";
import { FieldDocs } from "../../teach/FieldDocs";
import { pathAt } from "../../teach/cursor";
import { Button } from "../../ui/Button";
import { Draft } from "./Draft";
import { Editor } from "../../yaml/Editor";
import { hidden, named, toText } from "./text";
import styles from "./yaml.module.css";
import { texts } from "./words";

interface Props {
    kind: Kind;
    object: KubeObject;
    gone: boolean;
}

const NONE: never[] = [];

export function YamlTab({ kind, object, gone }: Props) {
    const t = useText(texts);
    const isSecret = kind.kind === "Secret" && kind.group === "";
    const [values, setValues] = useState(!isSecret);
    const [docs, setDocs] = useState(true);
    const [base, setBase] = useState<KubeObject | null>(null);
    const [cursor, setCursor] = useState({ text: "", offset: 0 });
    const { name, namespace = null } = object.metadata;
    const now = useMemo(() => named(object, apiVersion(kind), kind.kind), [object, kind]);
    const text = useMemo(() => toText(values ? now : hidden(now)), [now, values]);
    const [allowed] = useAllowed([rightFor("labels", kind, namespace, name)]);

    const deferred = useDeferredValue(cursor);
    const path = useMemo(() => pathAt(deferred.text, deferred.offset), [deferred]);
    const canPatch = kind.verbs.includes("patch");
    const edit = () => {
        setValues(true);
        setBase(now);
    };
    return (
        <div className={styles.tab}>
            <div className={styles.card}>
                {base ? (
                    <Draft
                        key={base.metadata.resourceVersion}
                        target={{ kind, namespace, name }}
                        base={base}
                        now={now}
                        gone={gone}
                        onCursor={setCursor}
                        onAgain={() => setBase(now)}
                        onClose={() => setBase(null)}
                    />
                ) : (
                    <>
                        <div className={styles.tools}>
                            <Button
                                disabled={gone || !canPatch || allowed === false}
                                title={!canPatch ? t("immutable") : allowed === false ? t("denied") : undefined}
                                onClick={edit}
                            >
                                <Pencil aria-hidden />
                                {t("edit")}
                            </Button>
                            {isSecret && (
                                <Button aria-pressed={values} onClick={() => setValues(!values)}>
                                    {values ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
                                    {t(values ? "hideValues" : "showValues")}
                                </Button>
                            )}
                            <Button
                                look="quiet"
                                className={styles.last}
                                aria-pressed={docs}
                                onClick={() => setDocs(!docs)}
                            >
                                <BookOpen aria-hidden />
                                {t("docs")}
                            </Button>
                        </div>
                        <Editor
                            label={t("editor", { name })}
                            text={text}
                            readOnly
                            problems={NONE}
                            place={null}
                            onChange={() => {}}
                            onCursor={(offset) => setCursor({ text, offset })}
                        />
                    </>
                )}
            </div>
            {docs && (
                <div className={styles.card}>
                    <FieldDocs kind={kind} at={path} />
                </div>
            )}
        </div>
    );
}
