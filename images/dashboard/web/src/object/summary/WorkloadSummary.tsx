import type { Kind } from "../../api/kinds";
import type { Workload } from "../../api/objects";
import { useText } from "../../i18n/text";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { Chips } from "../Chips";
import { selectorText } from "../selector";
import { Facts } from "./Facts";
import { PodsPanel } from "./PodsPanel";
import { Revisions } from "./Revisions";
import { rolloutOf } from "./rollout";
import styles from "./summary.module.css";
import { texts } from "./words";

/** Deployment, StatefulSet, DaemonSet, ReplicaSet. */
export function WorkloadSummary({ kind, workload }: { kind: Kind; workload: Workload }) {
    const t = useText(texts);
    const { namespace, uid } = workload.metadata;
    const { spec } = workload;
    const rollout = rolloutOf(workload);
    const { wanted, updated, ready, available, isPaused, isSteady } = rollout;
    const figures: [string, number][] = [
        [t("wanted"), wanted],
        [t("updated"), updated],
        [t("ready"), ready],
        [t("available"), available],
    ];
    const { strategy, updateStrategy } = spec as { strategy?: { type?: string }; updateStrategy?: { type?: string } };
    return (
        <>
            <Panel title={t("rollout")}>
                <dl className={styles.figures}>
                    {figures.map(([name, count]) => (
                        <div key={name}>
                            <dt>{name}</dt>
                            <dd>{count}</dd>
                        </div>
                    ))}
                </dl>
                <p role="status">
                    <Status tone={isPaused ? "warn" : isSteady ? "good" : "warn"}>
                        <span style={{ whiteSpace: "normal" }}>
                            {isPaused ? t("paused") : isSteady ? t("steady") : t("rolling", { updated, wanted, ready })}
                        </span>
                    </Status>
                </p>
            </Panel>
            <Panel title={kind.kind}>
                <Facts
                    facts={[
                        [t("strategy"), strategy?.type ?? updateStrategy?.type],
                        [t("selector"), <Chips label={t("selector")} of={spec.selector?.matchLabels} />],
                        ...(spec.template?.spec?.containers ?? []).map(
                            ({ name, image }) => [name, <code>{image}</code>] as [string, React.ReactNode],
                        ),
                    ]}
                />
            </Panel>
            {kind.kind !== "ReplicaSet" && (
                <div className={styles.wide}>
                    <Revisions kind={kind} workload={workload} />
                </div>
            )}
            <div className={styles.wide}>
                <PodsPanel key={uid} namespace={namespace} labelSelector={selectorText(spec.selector)} />
            </div>
        </>
    );
}
