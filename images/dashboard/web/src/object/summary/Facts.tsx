import type { ReactNode } from "react";
import styles from "./summary.module.css";

/** Names and what they stand for; what is empty is left out. */
export function Facts({ facts }: { facts: [string, ReactNode][] }) {
    const there = facts.filter(([, value]) => value !== undefined && value !== null && value !== "" && value !== false);
    return (
        <dl className={styles.facts}>
            {there.map(([name, value]) => (
                <div key={name}>
                    <dt>{name}</dt>
                    <dd>{value}</dd>
                </div>
            ))}
        </dl>
    );
}
