import type { ReactNode } from "react";
import styles from "./controls.module.css";

export type Tone = "good" | "warn" | "bad" | "idle";

/** A state in a word, with a mark whose shape and colour tell the same. */
export function Status({ tone, children }: { tone: Tone; children: ReactNode }) {
    return <span className={`${styles.status} ${styles[tone]}`}>{children}</span>;
}

/** Something to read before all else; `bad` ones are read out at once. */
export function Notice({ tone, children }: { tone: Tone; children: ReactNode }) {
    return (
        <div className={`${styles.notice} ${styles[tone]}`} role={tone === "bad" ? "alert" : "status"}>
            {children}
        </div>
    );
}
