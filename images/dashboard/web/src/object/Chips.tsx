import { useState } from "react";
import { useText } from "../i18n/text";
import styles from "./object.module.css";
import { texts } from "./words";

const FIRST = 6;

/** Labels and the like; those after the first few on request. */
export function Chips({ label, of }: { label: string; of: Record<string, string> | undefined }) {
    const t = useText(texts);
    const [all, setAll] = useState(false);
    const pairs = Object.entries(of ?? {});
    if (pairs.length === 0) return null;
    const shown = all ? pairs : pairs.slice(0, FIRST);
    return (
        <ul className={styles.chips} aria-label={label}>
            {shown.map(([key, value]) => (
                <li key={key} title={`${key}=${value}`}>
                    {value === "" ? key : `${key}=${value}`}
                </li>
            ))}
            {pairs.length > shown.length && (
                <li>
                    <button type="button" onClick={() => setAll(true)}>
                        {t("more", { n: pairs.length - shown.length })}
                    </button>
                </li>
            )}
        </ul>
    );
}
