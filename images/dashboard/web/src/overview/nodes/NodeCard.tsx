import { memo, useMemo } from "react";
import { Link } from "wouter";
import type { NodeObject, PodRow } from "../../api/objects";
import { NODES, objectPage } from "../../app/routes";
import { bytes, cores } from "../../i18n/moment";
import { useText } from "../../i18n/text";
import { Status } from "../../ui/Status";
import type { Used } from "../metrics/usage";
import { PodMarks } from "./PodMarks";
import { Usage } from "./Usage";
import { requested } from "./byNode";
import { MANY } from "./cells";
import { allocatable, nodeState, roleOf } from "./nodeState";
import styles from "./nodes.module.css";
import { texts } from "./words";

interface Props {
    node: NodeObject;
    pods: PodRow[];
    used: Used | null;
    chosen: string | null;
}

/** Drawn again only when this node, its pods or its figures change. */
export const NodeCard = memo(function NodeCard({ node, pods, used, chosen }: Props) {
    const t = useText(texts);
    const { name } = node.metadata;
    const state = nodeState(node);
    const has = allocatable(node);
    const asked = useMemo(() => requested(pods), [pods]);
    return (
        <article className={`${styles.card} ${pods.length > MANY ? styles.across : ""}`} aria-label={name}>
            <header className={styles.head}>
                <Link href={objectPage(NODES, null, name)} className={styles.name}>
                    {name}
                </Link>
                <span className={styles.role}>{t(roleOf(node))}</span>
                <Status tone={state.tone}>{t(state.key)}</Status>
            </header>
            {state.reason && <p className={styles.reason}>{state.reason}</p>}
            <div className={styles.usages}>
                <Amount label={t("cpu")} used={used?.cpu ?? null} requested={asked.cpu} of={has.cpu} format={cores} />
                <Amount
                    label={t("memory")}
                    used={used?.memory ?? null}
                    requested={asked.memory}
                    of={has.memory}
                    format={bytes}
                />
            </div>
            {(has.gpu > 0 || asked.gpu > 0) && <Gpus used={asked.gpu} of={has.gpu} />}
            <PodMarks pods={pods} chosen={chosen} />
        </article>
    );
});

interface AmountProps {
    label: string;
    used: number | null;
    requested: number;
    of: number;
    format: (value: number) => string;
}

export function Amount({ label, used, requested, of, format }: AmountProps) {
    const t = useText(texts);
    const values = { used: used === null ? "" : format(used), requested: format(requested), of: format(of) };
    const spoken = t(used === null ? "requestedOf" : "usage", values);
    const text = used === null ? `${values.requested} / ${values.of}` : t("usageShort", values);
    return <Usage label={label} used={used} requested={requested} of={of} spoken={spoken} text={text} />;
}

/** Above this many GPUs, a number tells more than squares. */
const SQUARES = 16;

function Gpus({ used, of }: { used: number; of: number }) {
    const t = useText(texts);
    return (
        <div className={styles.gpus}>
            <span>{t("gpus")}</span>
            {of <= SQUARES && (
                <span className={styles.squares} aria-hidden>
                    {Array.from({ length: of }, (_, at) => (
                        <i key={at} className={at < used ? styles.taken : ""} />
                    ))}
                </span>
            )}
            <span className={styles.usageText}>{t("gpuUse", { used, of })}</span>
        </div>
    );
}
