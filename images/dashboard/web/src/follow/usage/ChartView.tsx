import { type PointerEvent, useLayoutEffect, useRef, useState } from "react";
import { type Point, clock, nearest, runs, ticks, timeTicks } from "./scale";
import styles from "./usage.module.css";

export interface Data {
    times: number[];
    values: (number | null)[];
    /** Levels with a line of their own, by their words. */
    levels: { name: string; value: number }[];
    format: (value: number) => string;
    /** The axis goes up to here at least. */
    top: number;
    /** What may be between two lines of the grid. */
    steps: readonly number[];
}

const HEIGHT = 150;
/** What the words of the axes take; on the right half of the last one. */
const [LEFT, RIGHT, BOTTOM] = [66, 24, 26];
/** The least between two words. */
const APART = { across: 76, up: 34 };

/** A chart, whose words say what it shows. */
export function ChartView({ data, words }: { data: Data; words: string }) {
    const { times, values, levels, format, top, steps } = data;
    const element = useRef<HTMLDivElement>(null);
    const [width, setWidth] = useState(300);
    const [pointed, setPointed] = useState<number | null>(null);
    useLayoutEffect(() => {
        const measure = () => setWidth(element.current!.clientWidth);
        const observer = new ResizeObserver(measure);
        observer.observe(element.current!);
        measure();
        return () => observer.disconnect();
    }, []);

    const [across, up] = [Math.max(1, width - LEFT - RIGHT), HEIGHT - BOTTOM];
    const [from = 0, to = 0] = [times[0], times.at(-1)];
    const most = Math.max(0, ...values.map(Number), ...levels.map(({ value }) => value));
    const high = Math.max(top, most * 1.15);
    const x = (time: number) => LEFT + (to > from ? (time - from) / (to - from) : 0.5) * across;
    const y = (value: number) => up * (1 - value / high);
    const moments = timeTicks(from, to, across / APART.across);
    const apart = (moments[1] ?? 60) - (moments[0] ?? 0);
    const points = values.map((value, at): Point | null => (value === null ? null : [x(times[at]!), y(value)]));
    const lines = runs(points);
    const point = (event: PointerEvent) => {
        const left = event.clientX - element.current!.getBoundingClientRect().left - LEFT;
        setPointed(left < 0 ? null : from + (left / across) * (to - from));
    };
    const at = pointed === null ? -1 : nearest(times, pointed);
    const [spot, value] = [points[at] ?? null, values[at] ?? null];
    return (
        <div ref={element} className={styles.chart} onPointerMove={point} onPointerLeave={() => setPointed(null)}>
            <svg role="img" aria-label={words} width={width} height={HEIGHT}>
                {ticks(0, high, steps, up / APART.up).map((value) => (
                    <g key={value}>
                        <line className={styles.grid} x1={LEFT} x2={LEFT + across} y1={y(value)} y2={y(value)} />
                        <text x={LEFT - 8} y={y(value)} dy="0.35em" textAnchor="end">
                            {format(value)}
                        </text>
                    </g>
                ))}
                {moments.map((time) => (
                    <text key={time} x={x(time)} y={HEIGHT - 6} textAnchor="middle">
                        {clock(time, apart)}
                    </text>
                ))}
                {lines.map((run) => (
                    <path key={run[0]![0]} className={styles.area} d={`${path(run)}V${up}H${run[0]![0]}Z`} />
                ))}
                {lines.map((run) => (
                    <path key={run[0]![0]} className={styles.curve} d={path(run)} />
                ))}
                {levels.map(({ name, value }) => (
                    <line
                        key={name}
                        className={styles.level}
                        x1={LEFT}
                        x2={LEFT + across}
                        y1={y(value)}
                        y2={y(value)}
                    />
                ))}
                {spot && (
                    <>
                        <line className={styles.pointer} x1={spot[0]} x2={spot[0]} y1={0} y2={up} />
                        <circle cx={spot[0]} cy={spot[1]} r={3.5} />
                    </>
                )}
            </svg>
            {value !== null && (
                <span className={styles.tip}>
                    {clock(times[at]!, 0)} · {format(value)}
                </span>
            )}
        </div>
    );
}

/** A run of one is a dot, by the round ends of its line. */
const path = (run: Point[]) => `M${run.map((point) => point.join(",")).join("L")}${run.length === 1 ? "h0" : ""}`;
