/** What an object is related to, drawn from left to right. */
import { Link } from "wouter";
import { type Kind, findKind, useKinds } from "../../api/kinds";
import type { KubeObject } from "../../api/objects";
import { explorePath, objectPage } from "../../app/routes";
import { useText } from "../../i18n/text";
import { Empty, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import type { Edge, Related, Tie } from "./graph";
import { CARD, curve, layout } from "./layout";
import styles from "./relations.module.css";
import { useRelated } from "./useRelated";
import { texts } from "./words";

const TIES: Tie[] = ["owns", "selects", "uses", "runsOn", "leadsTo", "scales"];

export function RelationsTab({ kind, object }: { kind: Kind; object: KubeObject }) {
    const t = useText(texts);
    const { nodes, edges } = useRelated(kind, object);
    const { places, width, height } = layout(nodes);
    const ties = TIES.filter((tie) => edges.some((edge) => edge.tie === tie));
    const size = { width, height };
    return (
        <Panel bare>
            {edges.length === 0 ? (
                <Empty>{t("none")}</Empty>
            ) : (
                <>
                    <div
                        className={styles.scroll}
                        tabIndex={0}
                        role="group"
                        aria-label={t("title", { name: object.metadata.name })}
                    >
                        <div className={styles.canvas} style={size}>
                            <svg {...size} aria-hidden>
                                {edges.map(({ from, to, tie }) => {
                                    const [start, end] = [places.get(from), places.get(to)];
                                    return start && end ? (
                                        <path key={`${from} ${to}`} d={curve(start, end)} className={styles[tie]} />
                                    ) : null;
                                })}
                            </svg>
                            <ul>
                                {nodes.map((node) => (
                                    <li key={node.id} style={{ ...CARD, translate: offset(places.get(node.id)) }}>
                                        <Card node={node} edges={edges} />
                                    </li>
                                ))}
                            </ul>
                        </div>
                    </div>
                    <p className={styles.legend}>
                        {ties.map((tie) => (
                            <span key={tie}>
                                <svg width={26} height={8} aria-hidden>
                                    <path d="M0 4H26" className={styles[tie]} />
                                </svg>
                                {t(tie)}
                            </span>
                        ))}
                    </p>
                    <p className={styles.legend}>{t("legend")}</p>
                </>
            )}
        </Panel>
    );
}

const offset = (place: { x: number; y: number } | undefined) => `${place?.x ?? 0}px ${place?.y ?? 0}px`;

function Card({ node, edges }: { node: Related; edges: Edge[] }) {
    const t = useText(texts);
    const found = findKind(useKinds(), node.apiVersion, node.kind);
    if (node.more) {
        const words = t("more", { n: node.more });
        return found ? (
            <Link href={explorePath(found)} className={styles.card}>
                <small>{node.kind}</small>
                <span>{words}</span>
            </Link>
        ) : (
            <span className={styles.card}>{words}</span>
        );
    }
    const content = (
        <>
            <small>
                {node.kind}
                {node.state && <Status tone={node.state.tone}>{node.state.word}</Status>}
            </small>
            <span>{node.name}</span>
        </>
    );
    if (node.rank === 0) {
        return (
            <span className={`${styles.card} ${styles.self}`} aria-current="true">
                {content}
            </span>
        );
    }
    // For readers, what the lines show.
    const said = edges
        .filter(({ from, to }) => from === node.id || to === node.id)
        .map(({ tie, from, to }) => (from === node.id ? `${t(tie)} ${to}` : `${from} ${t(tie)}`))
        .join(", ");
    return found ? (
        <Link
            href={objectPage(found, found.namespaced ? node.namespace : null, node.name)}
            className={styles.card}
            title={node.name}
            aria-description={said}
        >
            {content}
        </Link>
    ) : (
        <span className={styles.card} title={node.name}>
            {content}
        </span>
    );
}
