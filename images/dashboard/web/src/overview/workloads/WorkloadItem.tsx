import { memo } from "react";
import { Link } from "wouter";
import { objectPage } from "../../app/routes";
import { useText } from "../../i18n/text";
import { Status } from "../../ui/Status";
import type { Entry } from "./list";
import styles from "./workloads.module.css";
import { texts } from "./words";

/** Above this many replicas, a bar tells more than pips. */
const PIPS = 12;

export const WorkloadItem = memo(
    function WorkloadItem({ entry: { object, rollout } }: { entry: Entry }) {
        const t = useText(texts);
        const { state, tone, ready, wanted, updated } = rollout;
        const spoken = t(object.kind === "Job" ? "done_of" : "ready", { ready, wanted });
        return (
            <li className={styles.item}>
                <div className={styles.line}>
                    <Link
                        href={objectPage(object, object.namespace, object.name)}
                        className={styles.name}
                        title={object.name}
                    >
                        {object.name}
                    </Link>
                    <span className={styles.kind}>{object.kind}</span>
                    <span className={styles.number} title={spoken}>
                        {ready}/{wanted}
                    </span>
                </div>
                <div className={styles.line}>
                    <span className={styles.state}>
                        <Status tone={tone}>{t(state, { updated, wanted })}</Status>
                    </span>
                    <span className={styles.pips} aria-hidden>
                        {wanted <= PIPS
                            ? Array.from({ length: wanted }, (_, at) => (
                                  <i key={at} className={at < ready ? styles[tone] : ""} />
                              ))
                            : wanted > 0 && (
                                  <i className={styles.bar}>
                                      <b
                                          className={styles[tone]}
                                          style={{ width: `${Math.min(100, (ready / wanted) * 100)}%` }}
                                      />
                                  </i>
                              )}
                    </span>
                </div>
            </li>
        );
    },
    (before, after) => JSON.stringify(before.entry) === JSON.stringify(after.entry),
);
