import { CircleHelp } from "lucide-react";
import { useId, useState } from "react";
import { SEARCH_FIELD } from "../app/shortcuts";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import styles from "./explore.module.css";
import { texts } from "./words";

export function FilterField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
    const t = useText(texts);
    const id = useId();
    const [help, setHelp] = useState(false);
    return (
        <div className={styles.field} onKeyDown={(event) => event.key === "Escape" && setHelp(false)}>
            <input
                {...SEARCH_FIELD}
                type="search"
                spellCheck={false}
                autoComplete="off"
                aria-label={t("filter")}
                placeholder={t("filterHint")}
                value={value}
                onChange={(event) => onChange(event.target.value)}
            />
            <Button
                look="quiet"
                aria-label={t("filterHelp")}
                aria-expanded={help}
                aria-controls={id}
                title={t("filterHelp")}
                onClick={() => setHelp(!help)}
                onBlur={() => setHelp(false)}
            >
                <CircleHelp aria-hidden />
            </Button>
            {help && (
                <dl id={id} className={styles.help}>
                    <dt>
                        <code>web crash</code>
                    </dt>
                    <dd>{t("helpWords")}</dd>
                    <dt>
                        <code>status:crash</code>
                    </dt>
                    <dd>{t("helpColumn")}</dd>
                    <dt>
                        <code>label:app=web</code>
                    </dt>
                    <dd>{t("helpLabel")}</dd>
                    <dt>
                        <code>-word</code>
                    </dt>
                    <dd>{t("helpNot")}</dd>
                </dl>
            )}
        </div>
    );
}
