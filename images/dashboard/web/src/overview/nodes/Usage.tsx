import styles from "./nodes.module.css";

interface Props {
    label: string;
    /** null where no metrics are. */
    used: number | null;
    requested: number;
    of: number;
    /** The same in words. */
    spoken: string;
    text: string;
}

const percent = (part: number, of: number) => `${of > 0 ? Math.min(100, (part / of) * 100) : 0}%`;

/** What is used, over what is requested, of what there is. */
export function Usage({ label, used, requested, of, spoken, text }: Props) {
    const isFull = of > 0 && (used ?? requested) / of > 0.9;
    return (
        <div className={styles.usage} title={spoken}>
            <span>{label}</span>
            <div
                className={styles.track}
                role="meter"
                aria-label={label}
                aria-valuemin={0}
                aria-valuemax={of}
                aria-valuenow={used ?? requested}
                aria-valuetext={spoken}
            >
                <div className={styles.requested} style={{ width: percent(requested, of) }} />
                {used !== null && (
                    <div
                        className={`${styles.used} ${isFull ? styles.full : ""}`}
                        style={{ width: percent(used, of) }}
                    />
                )}
            </div>
            <span className={styles.usageText}>{text}</span>
        </div>
    );
}
