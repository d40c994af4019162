import { type ReactNode, memo, useMemo } from "react";
import type { NodeObject, PodRow } from "../../api/objects";
import { bytes, cores } from "../../i18n/moment";
import { useText } from "../../i18n/text";
import type { Finding } from "../diagnosis/finding";
import type { Metrics } from "../metrics/usage";
import { curve, totals } from "./totals";
import styles from "./summary.module.css";
import { texts } from "./words";

interface Props {
    nodes: NodeObject[];
    pods: PodRow[];
    metrics: Metrics | null;
    findings: Finding[] | null;
}

/** The cluster in six numbers. */
export const Summary = memo(function Summary({ nodes, pods, metrics, findings }: Props) {
    const t = useText(texts);
    const all = useMemo(() => totals(nodes, pods), [nodes, pods]);
    const { tones } = all;
    const bad = findings?.filter(({ severity }) => severity === "bad").length ?? 0;
    const warnings = (findings?.length ?? 0) - bad;
    const notes = [
        tones.bad > 0 && t("troubled", { n: tones.bad }),
        tones.warn > 0 && t("starting", { n: tones.warn }),
        tones.idle > 0 && t("ended", { n: tones.idle }),
    ].filter(Boolean);
    return (
        <dl className={styles.strip} aria-label={t("title")}>
            <Tile label={t("nodes")} value={all.readyNodes} of={all.nodes} bad={all.readyNodes < all.nodes} />
            <Tile label={t("pods")} value={all.running} of={all.pods} note={notes.join(" · ")} bad={tones.bad > 0} />
            <Amount
                label={t("cpu")}
                used={metrics?.total.cpu}
                requested={all.requested.cpu}
                of={all.allocatable.cpu}
                format={cores}
                past={metrics?.history.map(({ cpu }) => cpu)}
            />
            <Amount
                label={t("memory")}
                used={metrics?.total.memory}
                requested={all.requested.memory}
                of={all.allocatable.memory}
                format={bytes}
                past={metrics?.history.map(({ memory }) => memory)}
            />
            {(all.allocatable.gpu > 0 || all.requested.gpu > 0) && (
                <Tile label={t("gpus")} value={all.requested.gpu} of={all.allocatable.gpu} />
            )}
            <Tile
                label={t("problems")}
                value={findings === null ? "–" : bad === 0 && warnings === 0 ? t("none") : bad}
                note={warnings > 0 ? t("warnings", { n: warnings }) : ""}
                bad={bad > 0}
                href="#problems"
            />
        </dl>
    );
});

interface TileProps {
    label: string;
    value: ReactNode;
    of?: number;
    note?: string;
    bad?: boolean;
    href?: string;
}

function Tile({ label, value, of, note, bad = false, href }: TileProps) {
    const number = <strong className={bad ? styles.bad : undefined}>{value}</strong>;
    return (
        <div className={styles.tile}>
            <dt>{label}</dt>
            <dd>
                {href ? <a href={href}>{number}</a> : number}
                {of !== undefined && <span className={styles.of}>/ {of}</span>}
                {note && <small>{note}</small>}
            </dd>
        </div>
    );
}

interface AmountProps {
    label: string;
    used: number | undefined;
    requested: number;
    of: number;
    format: (value: number) => string;
    past: number[] | undefined;
}

function Amount({ label, used, requested, of, format, past = [] }: AmountProps) {
    const t = useText(texts);
    return (
        <div className={styles.tile}>
            <dt>{label}</dt>
            <dd>
                <strong>{format(used ?? requested)}</strong>
                <span className={styles.of}>{t("of", { of: format(of) })}</span>
                <small>
                    {used === undefined
                        ? t("requested", { requested: "" }).trim()
                        : t("requested", { requested: format(requested) })}
                </small>
            </dd>
            {past.length > 1 && <Curve values={past} label={`${label}: ${t("past")}`} />}
        </div>
    );
}

const [WIDTH, HEIGHT] = [120, 28];
/** A young curve is short, an old one narrow. */
const [FEW, MANY] = [12, 30];

function Curve({ values, label }: { values: number[]; label: string }) {
    const points = curve(values.slice(-MANY), WIDTH, HEIGHT, Math.max(FEW, Math.min(MANY, values.length)));
    const first = points.slice(0, points.indexOf(","));
    return (
        <svg
            className={styles.curve}
            viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
            preserveAspectRatio="none"
            role="img"
            aria-label={label}
        >
            <polygon points={`${first},${HEIGHT} ${points} ${WIDTH},${HEIGHT}`} />
            <polyline points={points} vectorEffect="non-scaling-stroke" />
        </svg>
    );
}
