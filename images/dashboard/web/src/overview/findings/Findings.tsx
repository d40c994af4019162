import { CircleCheck } from "lucide-react";
import { memo, useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import type { Finding } from "../diagnosis/finding";
import { FindingCard } from "./FindingCard";
import styles from "./findings.module.css";
import { texts } from "./words";

const FIRST = 4;

/** What is wrong now and why, and the line that mends it. `findings` is null until all was looked at. */
export const Findings = memo(function Findings({ findings }: { findings: Finding[] | null }) {
    const t = useText(texts);
    const [all, setAll] = useState(false);
    if (!findings || findings.length === 0) {
        return (
            <section className={styles.well} role="status" id="problems" aria-label={t("title")}>
                <CircleCheck aria-hidden />
                <p>
                    {findings ? (
                        <>
                            <strong>{t("well")}</strong> {t("wellWhy")}
                        </>
                    ) : (
                        t("looking")
                    )}
                </p>
            </section>
        );
    }
    const shown = all ? findings : findings.slice(0, FIRST);
    const left = findings.length - shown.length;
    return (
        <div id="problems">
            <Panel bare title={t("title")} actions={<span className={styles.count}>{findings.length}</span>}>
                <ul className={styles.list}>
                    {shown.map((finding) => (
                        <FindingCard key={finding.id} finding={finding} />
                    ))}
                </ul>
                {left > 0 && (
                    <div className={styles.more}>
                        <Button look="quiet" onClick={() => setAll(true)}>
                            {t("more", { n: left })}
                        </Button>
                    </div>
                )}
            </Panel>
        </div>
    );
});
