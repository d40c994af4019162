import { memo, useMemo, useState } from "react";
import { Link } from "wouter";
import { refKey } from "../../api/owner";
import { DEPLOY } from "../../app/routes";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import type { Finding } from "../diagnosis/finding";
import { WorkloadItem } from "./WorkloadItem";
import { type Listed, type Sources, listed } from "./list";
import styles from "./workloads.module.css";
import { texts } from "./words";

interface Props extends Sources {
    chosen: string | null;
    live: boolean;
    findings: Finding[] | null;
}

export const Workloads = memo(function Workloads({ chosen, live, findings, ...sources }: Props) {
    const t = useText(texts);
    const { deployments, statefulSets, daemonSets, jobs } = sources;
    const troubled = useMemo(
        () =>
            new Set((findings ?? []).filter(({ severity }) => severity === "bad").map(({ object }) => refKey(object))),
        [findings],
    );
    const { own, system } = useMemo(
        () => listed({ deployments, statefulSets, daemonSets, jobs }, chosen, troubled),
        [deployments, statefulSets, daemonSets, jobs, chosen, troubled],
    );
    const systemCount = system.reduce((sum, { entries }) => sum + entries.length, 0);
    return (
        <Panel title={t("title")}>
            <div className={styles.groups}>
                {own.length === 0 && live && (
                    <p className={styles.empty}>
                        {t("empty")} <Link href={DEPLOY}>{t("begin")}</Link>
                    </p>
                )}
                {own.map((group) => (
                    <Group key={group.namespace} group={group} />
                ))}
                {systemCount > 0 && (
                    <details className={styles.system}>
                        <summary>
                            {t("system")} <span className={styles.kind}>{systemCount}</span>
                        </summary>
                        <div className={styles.groups}>
                            {system.map((group) => (
                                <Group key={group.namespace} group={group} />
                            ))}
                        </div>
                    </details>
                )}
            </div>
        </Panel>
    );
});

const FIRST = 48;

function Group({ group: { namespace, entries } }: { group: Listed }) {
    const t = useText(texts);
    const [all, setAll] = useState(false);
    const shown = all ? entries : entries.slice(0, FIRST);
    return (
        <section aria-label={namespace}>
            <h3 className={styles.namespace}>{namespace}</h3>
            <ul className={styles.list}>
                {shown.map((entry) => (
                    <WorkloadItem key={`${entry.object.kind}/${entry.object.name}`} entry={entry} />
                ))}
            </ul>
            {shown.length < entries.length && (
                <Button look="quiet" onClick={() => setAll(true)}>
                    {t("more", { n: entries.length - shown.length })}
                </Button>
            )}
        </section>
    );
}
