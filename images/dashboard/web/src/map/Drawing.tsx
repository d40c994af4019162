import { ChevronDown, ChevronRight } from "lucide-react";
import { memo, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import { objectPage } from "../app/routes";
import { useText } from "../i18n/text";
import { type ColumnName, type Layout, OUTSIDE, type Spot, connected } from "./graph/layout";
import styles from "./map.module.css";
import type { Line } from "./reach/table";
import { texts } from "./words";

interface Props {
    layout: Layout;
    chosen: string | null;
    /** What the chosen workload has to do with each spot, by id. */
    verdicts: Map<string, Line>;
    onChoose: (id: string) => void;
    onFold: (namespace: string) => void;
}

const COLUMNS: ColumnName[] = ["outside", "entrances", "services", "workloads"];
/** Where columns begin and how wide they are, in parts of the whole. */
const LEFT: Record<ColumnName, number> = { outside: 0, entrances: 0.2, services: 0.45, workloads: 0.7 };
const WIDE: Record<ColumnName, number> = { outside: 0.13, entrances: 0.2, services: 0.2, workloads: 0.3 };
const LINE = 34;
const HALF = 14;

export const Drawing = memo(function Drawing({ layout, chosen, verdicts, onChoose, onFold }: Props) {
    const t = useText(texts);
    const [over, setOver] = useState<string | null>(null);
    const box = useRef<HTMLDivElement>(null);
    const width = useWidth(box);
    const spots = useMemo(() => new Map(layout.spots.map((spot) => [spot.id, spot])), [layout]);
    const centre = over ?? chosen;
    const near = useMemo(() => (centre ? connected(layout.edges, centre) : null), [layout, centre]);
    const place = ({ column, line }: Spot) => ({
        left: LEFT[column] * width,
        top: line * LINE,
        width: WIDE[column] * width,
    });
    return (
        <div className={styles.scroll} role="group" aria-label={t("drawing")} tabIndex={0}>
            <div className={styles.heads} aria-hidden>
                {COLUMNS.map((name) => (
                    <span key={name} style={{ left: `${LEFT[name] * 100}%` }}>
                        {t(name)}
                    </span>
                ))}
            </div>
            <div ref={box} className={styles.drawing} style={{ height: layout.lines * LINE }}>
                <svg className={styles.edges} width={width} height={layout.lines * LINE} aria-hidden>
                    {layout.edges.map(({ from, to }) => {
                        const [one, other] = [spots.get(from), spots.get(to)];
                        if (!one || !other) return null;
                        const look = near && (near.has(from) && near.has(to) ? styles.near : styles.far);
                        return (
                            <path
                                key={`${from}>${to}`}
                                d={curve(place(one), place(other))}
                                className={look ?? undefined}
                            />
                        );
                    })}
                </svg>
                {layout.captions.map(({ namespace, line }) => (
                    <button
                        key={namespace}
                        type="button"
                        className={styles.caption}
                        style={{ left: LEFT.workloads * width, top: line * LINE, width: WIDE.workloads * width }}
                        aria-label={t("fold", { namespace })}
                        onClick={() => onFold(namespace)}
                    >
                        <ChevronDown aria-hidden />
                        {namespace}
                    </button>
                ))}
                {layout.spots.map((spot) => (
                    <div
                        key={spot.id}
                        className={`${styles.spot} ${styles[spot.column]} ${near && !near.has(spot.id) && !chosen ? styles.dim : ""}`}
                        style={place(spot)}
                        onPointerEnter={() => setOver(spot.id)}
                        onPointerLeave={() => setOver(null)}
                    >
                        <SpotFace
                            spot={spot}
                            isChosen={spot.id === chosen}
                            verdict={verdicts.get(spot.id)}
                            onChoose={onChoose}
                            onFold={onFold}
                        />
                    </div>
                ))}
            </div>
        </div>
    );
});

interface FaceProps extends Pick<Props, "onChoose" | "onFold"> {
    spot: Spot;
    isChosen: boolean;
    verdict: Line | undefined;
}

function SpotFace({ spot, isChosen, verdict, onChoose, onFold }: FaceProps) {
    const t = useText(texts);
    const { id, column, title, note, object, folded } = spot;
    const mark = verdict && (
        <small className={styles[verdict.level]}>{t(verdict.level, { ports: verdict.ports ?? "" })}</small>
    );
    if (id === OUTSIDE) {
        return (
            <span className={styles.face}>
                <b>{t("outside")}</b>
                {verdict && (
                    <small className={styles[verdict.level]} title={t(verdict.level, { ports: verdict.ports ?? "" })} />
                )}
            </span>
        );
    }
    if (folded) {
        const { namespace, count } = folded;
        return (
            <button
                type="button"
                className={`${styles.face} ${styles.folded}`}
                aria-expanded={false}
                title={t("unfold", { n: count, namespace })}
                onClick={() => onFold(namespace)}
            >
                <ChevronRight aria-hidden />
                <b>{title}</b>
                {mark ?? <small>{t("folded", { n: count })}</small>}
            </button>
        );
    }
    if (column === "workloads") {
        return (
            <button
                type="button"
                className={styles.face}
                aria-pressed={isChosen}
                title={title}
                onClick={() => onChoose(id)}
            >
                <b>{title}</b>
                {mark ?? <small>{note}</small>}
            </button>
        );
    }
    return (
        <Link
            className={styles.face}
            title={`${object?.kind} ${title} ${note}`}
            href={object ? objectPage(object, object.namespace, object.name) : "#"}
        >
            <b>{title}</b>
            <small>{note}</small>
        </Link>
    );
}

interface Box {
    left: number;
    top: number;
    width: number;
}

function curve(from: Box, to: Box): string {
    const [x1, y1, x2, y2] = [from.left + from.width, from.top + HALF, to.left, to.top + HALF];
    const bend = Math.max(24, (x2 - x1) / 2);
    return `M${x1},${y1} C${x1 + bend},${y1} ${x2 - bend},${y2} ${x2},${y2}`;
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
    const [width, setWidth] = useState(0);
    useEffect(() => {
        if (!element.current) return;
        const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
        observer.observe(element.current);
        return () => observer.disconnect();
    }, [element]);
    return width;
}
