import { Link } from "wouter";
import { objectPage } from "../../app/routes";
import { useText } from "../../i18n/text";
import { Status, type Tone } from "../../ui/Status";
import styles from "../deploy.module.css";
import type { Result } from "./useApply";
import type { Verdict } from "./verdict";
import { texts } from "./words";

const TONES: Record<Verdict["kind"], Tone> = {
    waiting: "idle",
    checking: "idle",
    create: "good",
    change: "warn",
    unchanged: "idle",
    later: "idle",
    refused: "bad",
    applying: "idle",
    created: "good",
    changed: "good",
    failed: "bad",
};

/** Each object, with what would come or has come of it. */
export function Results({ results }: { results: Result[] }) {
    const t = useText(texts);
    return (
        <div className={styles.tableFrame} tabIndex={0} role="region" aria-label={t("result")}>
            <table className={styles.table}>
                <thead>
                    <tr>
                        <th scope="col">{t("object")}</th>
                        <th scope="col">{t("result")}</th>
                    </tr>
                </thead>
                <tbody aria-live="polite">
                    {results.map(({ target, verdict }, at) => (
                        <tr key={at}>
                            <th scope="row">
                                <span className={styles.kind}>{target.kind}</span>
                                <Name
                                    target={target}
                                    linked={/^(created|changed|change|unchanged)$/.test(verdict.kind)}
                                />
                                {target.place && <span className={styles.place}>{target.place}</span>}
                            </th>
                            <td>
                                <Status tone={TONES[verdict.kind]}>{t(verdict.kind)}</Status>
                                {"message" in verdict && <p className={styles.words}>{verdict.message}</p>}
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

function Name({ target: { known, place, name }, linked }: { target: Result["target"]; linked: boolean }) {
    if (!known || !linked) return <span>{name}</span>;
    return <Link href={objectPage(known, place, name)}>{name}</Link>;
}
