import styles from "./summary.module.css";

/** Any value of an object as lines that fold. */
export function Tree({ name, value, open = false }: { name: string; value: unknown; open?: boolean }) {
    if (typeof value !== "object" || value === null) {
        return (
            <div className={styles.leaf}>
                <span className={styles.key}>{name}:</span> <span className={styles.value}>{String(value)}</span>
            </div>
        );
    }
    const entries = Object.entries(value);
    const isList = Array.isArray(value);
    if (entries.length === 0) {
        return (
            <div className={styles.leaf}>
                <span className={styles.key}>{name}:</span> <span className={styles.value}>{isList ? "[]" : "{}"}</span>
            </div>
        );
    }
    return (
        <details open={open}>
            <summary>
                <span className={styles.key}>{name}</span>{" "}
                <span className={styles.count}>{isList ? `[${entries.length}]` : gist(value)}</span>
            </summary>
            <div>
                {entries.map(([key, one]) => (
                    <Tree key={key} name={isList ? label(one, key) : key} value={one} open={entries.length === 1} />
                ))}
            </div>
        </details>
    );
}

/** Items of lists by the name that most have. */
function label(item: unknown, at: string): string {
    const { name, type } = (item ?? {}) as { name?: unknown; type?: unknown };
    const word = name ?? type;
    return typeof word === "string" ? `${at} · ${word}` : at;
}

const gist = (value: object) => {
    const keys = Object.keys(value);
    return keys.length > 4 ? `${keys.slice(0, 4).join(", ")}, …` : keys.join(", ");
};
