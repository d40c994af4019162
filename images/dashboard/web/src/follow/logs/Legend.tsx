import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Notice } from "../../ui/Status";
import type { Followed } from "./sources/follower";
import styles from "./logs.module.css";
import { texts } from "./words";

interface Props {
    sources: Followed["sources"];
    short: (pod: string) => string;
    color: (pod: string) => number;
    hidden: ReadonlySet<string>;
    onHide: (pod: string) => void;
}

/** Which colour is which pod, and what each is doing; a click hides one. */
export function Legend({ sources, short, color, hidden, onHide }: Props) {
    const t = useText(texts);
    const pods = [...new Set(sources.map(({ pod }) => pod))];
    return (
        <div className={styles.legend}>
            {pods.map((pod) => {
                const odd = sources.find((source) => source.pod === pod && source.state !== "live");
                return (
                    <button
                        key={pod}
                        type="button"
                        className={styles.chip}
                        aria-pressed={!hidden.has(pod)}
                        title={t("hide", { pod })}
                        onClick={() => onHide(pod)}
                    >
                        <span className={styles.dot} style={{ background: `var(--series-${color(pod) + 1})` }} />
                        {short(pod)}
                        {odd && <small>{t(odd.state === "ended" ? "over" : odd.state)}</small>}
                    </button>
                );
            })}
        </div>
    );
}

/** What keeps a log from being read, once for all that have the same. */
export function Problems({ sources, onRetry }: { sources: Followed["sources"]; onRetry: () => void }) {
    const t = useText(texts);
    const refused = sources.find(({ state }) => state === "refused");
    const failed = sources.find(({ state }) => state === "failed");
    const waits = sources.find(({ state }) => state === "waiting");
    const retry = <Button onClick={onRetry}>{t("retry")}</Button>;
    const values = (one: (typeof sources)[number]) => ({ pod: one.pod, message: one.message ?? "" });
    if (refused) {
        return (
            <Notice tone="bad">
                <div className={styles.problem}>
                    {t("notAllowed", values(refused))} {retry}
                </div>
            </Notice>
        );
    }
    if (failed) {
        return (
            <Notice tone="bad">
                <div className={styles.problem}>
                    {t("whatFailed", values(failed))} {retry}
                </div>
            </Notice>
        );
    }
    if (waits) return <Notice tone="warn">{t("whatWaits", values(waits))}</Notice>;
    return null;
}
