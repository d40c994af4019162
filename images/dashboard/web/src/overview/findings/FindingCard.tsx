import { OctagonX, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { Link } from "wouter";
import { PODS, objectPage } from "../../app/routes";
import { age, useNow } from "../../i18n/moment";
import { useText } from "../../i18n/text";
import { Command } from "../../ui/Command";
import type { ExitMeaning } from "../diagnosis/exit";
import type { Finding } from "../diagnosis/finding";
import styles from "./findings.module.css";
import { texts } from "./words";

const PODS_SHOWN = 4;

export const FindingCard = memo(
    function FindingCard({ finding }: { finding: Finding }) {
        const t = useText(texts);
        const now = useNow(10_000);
        const { severity, problem, object, command, message, since, pods } = finding;
        const meaning = finding.values.meaning as ExitMeaning | undefined;
        const values = { ...finding.values, ...(meaning && { meaning: t(`exit_${meaning}`) }) };
        const Icon = severity === "bad" ? OctagonX : TriangleAlert;
        return (
            <li className={styles.finding}>
                <Icon className={styles[severity]} aria-label={t(severity)} role="img" />
                <div className={styles.words}>
                    <h3>{t(problem, values)}</h3>
                    <p className={styles.where}>
                        <Link href={objectPage(object, object.namespace, object.name)}>
                            {object.kind} {object.name}
                        </Link>
                        {object.namespace && <span>{object.namespace}</span>}
                        {since !== null && <span>{t("since", { age: age(since, now) })}</span>}
                        {object.kind !== "Pod" && pods.length > 0 && <PodLinks finding={finding} />}
                    </p>
                    <p>{t(`${problem}Why`, values)}</p>
                    {message && (
                        <details>
                            <summary>{t("message")}</summary>
                            <p className={styles.message}>{message}</p>
                        </details>
                    )}
                    <Command>{command}</Command>
                </div>
            </li>
        );
    },
    // Findings are made anew all the time; most say the same as before.
    (before, after) => JSON.stringify(before.finding) === JSON.stringify(after.finding),
);

function PodLinks({ finding: { object, pods } }: { finding: Finding }) {
    const t = useText(texts);
    const stem = `${object.name}-`;
    return (
        <span>
            {t("pods", { n: pods.length })}
            {": "}
            {pods.slice(0, PODS_SHOWN).map((pod, index) => (
                <span key={pod}>
                    {index > 0 && ", "}
                    <Link href={objectPage(PODS, object.namespace, pod)} title={pod} aria-label={pod}>
                        {pod.startsWith(stem) ? `…${pod.slice(stem.length)}` : pod}
                    </Link>
                </span>
            ))}
            {pods.length > PODS_SHOWN && " …"}
        </span>
    );
}
