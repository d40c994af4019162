import { useId } from "react";
import { useText } from "../../i18n/text";
import { Prose } from "../../ui/Prose";
import styles from "./addons.module.css";
import { type AddonOption, changes, choices, current, written } from "./options";
import { texts } from "./words";

interface Props {
    option: AddonOption;
    /** What was typed; else what is set is shown. */
    text: string | undefined;
    onChange: (text: string) => void;
}

/** An option, as its type asks for. */
export function Field({ option, text, onChange }: Props) {
    const t = useText(texts);
    const id = useId();
    const shown = text ?? current(option);
    const wrong = changes([option], { [option.name]: shown }) === null;
    const common = { id, "aria-describedby": `${id}-about`, "aria-invalid": wrong };
    const usual = written(option.default);
    const of = option.type === "boolean" ? t(option.default ? "on" : "off") : usual === "" ? t("empty") : usual;
    const words = choices(option.type);
    return (
        <div className={styles.field}>
            <label htmlFor={id}>{option.name}</label>
            {option.type === "boolean" ? (
                <input
                    {...common}
                    type="checkbox"
                    checked={shown === "true"}
                    onChange={({ target }) => onChange(String(target.checked))}
                />
            ) : words ? (
                <select {...common} value={shown} onChange={({ target }) => onChange(target.value)}>
                    {words.map((word) => (
                        <option key={word}>{word}</option>
                    ))}
                </select>
            ) : (
                <input
                    {...common}
                    inputMode={option.type === "integer" ? "numeric" : undefined}
                    spellCheck={false}
                    autoComplete="off"
                    value={shown}
                    onChange={({ target }) => onChange(target.value)}
                />
            )}
            <p id={`${id}-about`} className={styles.faint}>
                <Prose>{option.about}</Prose> ({t("usual", { value: of })})
                {wrong && <strong className={styles.wrong}> {t("invalid")}</strong>}
            </p>
        </div>
    );
}
