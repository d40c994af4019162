import { memo, useMemo, useRef } from "react";
import type { NodeObject, PodRow } from "../../api/objects";
import { useText } from "../../i18n/text";
import { Empty } from "../../ui/Panel";
import { type Tone } from "../../ui/Status";
import { isSimulated } from "../diagnosis/nodes";
import type { Metrics } from "../metrics/usage";
import { NodeCard } from "./NodeCard";
import { PodMarks } from "./PodMarks";
import { SimulatedNodes } from "./SimulatedNodes";
import { type ByNode, NOWHERE, byNode } from "./byNode";
import marks from "./cells.module.css";
import { inOrder } from "./nodeState";
import styles from "./nodes.module.css";
import { texts } from "./words";

interface Props {
    nodes: NodeObject[];
    pods: PodRow[];
    metrics: Metrics | null;
    chosen: string | null;
}

const NONE: PodRow[] = [];
const TONES: Tone[] = ["good", "warn", "bad", "idle"];

export const Nodes = memo(function Nodes({ nodes, pods, metrics, chosen }: Props) {
    const t = useText(texts);
    const before = useRef<ByNode>(new Map());
    const groups = useMemo(() => (before.current = byNode(pods, before.current)), [pods]);
    const ordered = useMemo(() => inOrder(nodes), [nodes]);
    const real = useMemo(() => ordered.filter((node) => !isSimulated(node)), [ordered]);
    const simulated = useMemo(() => ordered.filter(isSimulated), [ordered]);
    const nowhere = groups.get(NOWHERE) ?? NONE;
    return (
        <section className={styles.nodes} aria-labelledby="nodes">
            <header className={styles.title}>
                <h2 id="nodes">{t("title")}</h2>
                <ul className={styles.legend} aria-label={t("marks")}>
                    {TONES.map((tone) => (
                        <li key={tone}>
                            <i className={`${marks.cell} ${marks[tone]}`} />
                            {t(tone)}
                        </li>
                    ))}
                    {metrics && <li>{t("legend")}</li>}
                </ul>
            </header>
            {nodes.length === 0 && <Empty>{t("none")}</Empty>}
            <div className={styles.grid}>
                {nowhere.length > 0 && (
                    <article className={`${styles.card} ${styles.across} ${styles.nowhere}`} aria-label={t("nowhere")}>
                        <header className={styles.head}>
                            <h3 className={styles.name}>{t("nowhere")}</h3>
                            <span className={styles.faint}>{t("podsHere", { n: nowhere.length })}</span>
                        </header>
                        <PodMarks pods={nowhere} chosen={chosen} />
                    </article>
                )}
                {real.map((node) => (
                    <NodeCard
                        key={node.metadata.uid}
                        node={node}
                        pods={groups.get(node.metadata.name) ?? NONE}
                        used={metrics?.nodes.get(node.metadata.name) ?? null}
                        chosen={chosen}
                    />
                ))}
                {simulated.length > 0 && <SimulatedNodes nodes={simulated} pods={groups} />}
            </div>
        </section>
    );
});
