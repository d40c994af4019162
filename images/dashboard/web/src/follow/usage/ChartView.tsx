import { useEffect, useRef, useState } from "react";
import { useTheme } from "../../app/theme";
import type { Chart, Data } from "./chart";
import styles from "./usage.module.css";

/** A chart, whose words say what it shows. */
export function ChartView({ data, words }: { data: Data; words: string }) {
    const theme = useTheme();
    const element = useRef<HTMLDivElement>(null);
    const [chart, setChart] = useState<Chart | null>(null);
    const newest = useRef(data);
    newest.current = data;
    useEffect(() => {
        let opened: Chart | null = null;
        let gone = false;
        const load = async () => {
            const { openChart } = await import("./chart");
            if (gone || !element.current) return;
            opened = openChart(element.current, newest.current);
            setChart(opened);
        };
        load().catch(() => {});
        return () => {
            gone = true;
            opened?.close();
            setChart(null);
        };
        // The canvas has its colours from when it was made.
    }, [theme]);
    useEffect(() => chart?.show(data), [chart, data]);
    return <div ref={element} role="img" aria-label={words} className={styles.chart} />;
}
