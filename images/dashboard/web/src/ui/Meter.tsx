import styles from "./controls.module.css";

/** How much of something is used; `used` and `of` in the same unit. */
export function Meter({ label, used, of, text }: { label: string; used: number; of: number; text: string }) {
    const part = of > 0 ? Math.min(1, used / of) : 0;
    return (
        <div className={styles.meter}>
            <span>{label}</span>
            <div
                className={styles.track}
                role="meter"
                aria-label={label}
                aria-valuemin={0}
                aria-valuemax={of}
                aria-valuenow={used}
                aria-valuetext={text}
            >
                <div
                    className={`${styles.fill} ${part > 0.9 ? styles.fillHigh : ""}`}
                    style={{ width: `${part * 100}%` }}
                />
            </div>
            <span>{text}</span>
        </div>
    );
}
