import type { KeyboardEvent } from "react";
import styles from "./controls.module.css";

interface Props<K extends string> {
    label: string;
    tabs: { key: K; title: string }[];
    chosen: K;
    onChoose: (key: K) => void;
}

/** Tabs whose panel the caller draws, with `role="tabpanel"` and `aria-labelledby` of `tab-KEY`. */
export function Tabs<K extends string>({ label, tabs, chosen, onChoose }: Props<K>) {
    const move = (event: KeyboardEvent) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const at = tabs.findIndex(({ key }) => key === chosen);
        const next = tabs[(at + step + tabs.length) % tabs.length];
        if (!next) return;
        onChoose(next.key);
        document.getElementById(`tab-${next.key}`)?.focus();
    };
    return (
        <div role="tablist" aria-label={label} className={styles.tabs} onKeyDown={move}>
            {tabs.map(({ key, title }) => (
                <button
                    key={key}
                    type="button"
                    role="tab"
                    id={`tab-${key}`}
                    aria-selected={key === chosen}
                    tabIndex={key === chosen ? 0 : -1}
                    className={styles.tab}
                    onClick={() => onChoose(key)}
                >
                    {title}
                </button>
            ))}
        </div>
    );
}
