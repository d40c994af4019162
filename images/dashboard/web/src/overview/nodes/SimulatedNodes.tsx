import { memo, useMemo } from "react";
import type { NodeObject } from "../../api/objects";
import { NODES, objectPage } from "../../app/routes";
import { bytes, cores } from "../../i18n/moment";
import { useText } from "../../i18n/text";
import type { Tone } from "../../ui/Status";
import { Cells } from "./Cells";
import { Amount } from "./NodeCard";
import { type ByNode, requested } from "./byNode";
import { type Cell, MANY } from "./cells";
import { podTone } from "./health";
import { allocatable, nodeState } from "./nodeState";
import styles from "./nodes.module.css";
import { texts } from "./words";

/** Nodes that only seem to be: a mark each, however many there are. */
export const SimulatedNodes = memo(function SimulatedNodes({ nodes, pods }: { nodes: NodeObject[]; pods: ByNode }) {
    const t = useText(texts);
    const { cells, ready, count, has, asked } = useMemo(() => {
        const here = nodes.flatMap(({ metadata }) => pods.get(metadata.name) ?? []);
        const cells = nodes.map((node): Cell => {
            const own = pods.get(node.metadata.name) ?? [];
            const state = nodeState(node);
            const troubled = own.some((pod) => podTone(pod) === "bad");
            const tone: Tone =
                state.tone !== "good" ? state.tone : troubled ? "warn" : own.length === 0 ? "idle" : "good";
            const { name } = node.metadata;
            const title = t("simulatedNode", { name, state: t(state.key), pods: own.length });
            return { key: node.metadata.uid, tone, title, href: objectPage(NODES, null, name), faint: false };
        });
        const each = nodes.map(allocatable);
        const has = { cpu: sum(each.map(({ cpu }) => cpu)), memory: sum(each.map(({ memory }) => memory)) };
        const ready = nodes.filter((node) => nodeState(node).key !== "notReady").length;
        return { cells, ready, count: here.length, has, asked: requested(here) };
        // `t` is made anew each time, though it says the same.
    }, [nodes, pods]);
    return (
        <article className={`${styles.card} ${styles.across}`} aria-label={t("simulatedTitle")}>
            <header className={styles.head}>
                <h3 className={styles.name}>{t("simulatedTitle")}</h3>
                <span className={styles.faint}>{t("simulatedSum", { ready, n: nodes.length, pods: count })}</span>
            </header>
            <div className={styles.usages}>
                <Amount label={t("cpu")} used={null} requested={asked.cpu} of={has.cpu} format={cores} />
                <Amount label={t("memory")} used={null} requested={asked.memory} of={has.memory} format={bytes} />
            </div>
            <Cells cells={cells} drawn={nodes.length > MANY} label={t("simulatedTitle")} />
            <p className={styles.faint}>{t("simulatedHint")}</p>
        </article>
    );
});

const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
