import { useMemo, useState } from "react";
import { get } from "../api/kube";
import type { NodeObject } from "../api/objects";
import { bytes, cores, quantity } from "../i18n/moment";
import { useText, words } from "../i18n/text";
import { Command } from "../ui/Command";
import { Empty } from "../ui/Panel";
import { Notice } from "../ui/Status";
import { ChartView } from "./usage/ChartView";
import { type Bounds, type Sample, type Subject, bounds, summary } from "./usage/sample";
import { STEPS } from "./usage/scale";
import styles from "./usage/usage.module.css";
import { useOnce } from "./usage/useOnce";
import { useUsage } from "./usage/useUsage";

const texts = words(
    {
        cpu: "CPU",
        memory: "Memory",
        m15: "15 minutes",
        h1: "1 hour",
        h6: "6 hours",
        range: "Range",
        now: "now",
        least: "least",
        most: "most",
        requests: "requests",
        limits: "limit",
        allocatable: "allocatable",
        said: "{what}: now {now}, least {least}, most {most}",
        prometheus: "Measured by Prometheus, of the addon monitoring.",
        metrics: "Measured every 10 seconds since this page was opened; the addon monitoring remembers more.",
        waiting: "No figures yet: the first come within a minute of a start.",
        none: "Nobody measures usage in this cluster. This enables it:",
        failed: "Usage can't be read: {message}",
    },
    {
        cpu: "CPU",
        memory: "メモリー",
        m15: "15 分",
        h1: "1 時間",
        h6: "6 時間",
        range: "期間",
        now: "現在",
        least: "最小",
        most: "最大",
        requests: "要求",
        limits: "上限",
        allocatable: "割り当て可能",
        said: "{what}: 現在 {now}、最小 {least}、最大 {most}",
        prometheus: "アドオン monitoring の Prometheus による計測です。",
        metrics: "このページを開いてから 10 秒ごとの計測です。アドオン monitoring があれば、より長く記録されます。",
        waiting: "まだ値がありません。起動から 1 分以内に表示されます。",
        none: "このクラスターでは使用量を計測していません。次のコマンドで有効になります:",
        failed: "使用量を読めません: {message}",
    },
);

interface Props {
    kind: "pod" | "node";
    namespace?: string | null;
    name: string;
}

interface Line {
    name: string;
    value: number;
}

/** CPU and memory of a pod or a node over time. */
export function Usage({ kind, namespace = null, name }: Props) {
    const t = useText(texts);
    const [seconds, setSeconds] = useState(900);
    const usage = useUsage({ kind, namespace, name }, seconds);
    const levels = useLevels({ kind, namespace, name });
    if (usage.none) {
        return (
            <div className={styles.none}>
                <p>{t("none")}</p>
                <Command>devcluster addon enable metrics</Command>
            </div>
        );
    }
    return (
        <div className={styles.usage}>
            {usage.source === "prometheus" && (
                <label className={styles.range}>
                    {t("range")}
                    <select value={seconds} onChange={({ target }) => setSeconds(Number(target.value))}>
                        <option value="900">{t("m15")}</option>
                        <option value="3600">{t("h1")}</option>
                        <option value="21600">{t("h6")}</option>
                    </select>
                </label>
            )}
            {usage.message && <Notice tone="warn">{t("failed", { message: usage.message })}</Notice>}
            {usage.source && usage.samples.length === 0 && !usage.message && <Empty>{t("waiting")}</Empty>}
            <div className={styles.charts}>
                {(["cpu", "memory"] as const).map((what) => (
                    <Figure
                        key={what}
                        what={what}
                        samples={usage.samples}
                        levels={levels[what].map(({ name, value }) => ({ name: t(name), value }))}
                    />
                ))}
            </div>
            {usage.source && usage.samples.length > 0 && <p className={styles.source}>{t(usage.source)}</p>}
        </div>
    );
}

interface FigureProps {
    what: "cpu" | "memory";
    samples: Sample[];
    levels: Line[];
}

/** Little is told with a digit more. */
const FORMATS = {
    cpu: (value: number) => (value > 0 && value < 0.01 ? `${(value * 1000).toFixed(1)}m` : cores(value)),
    memory: bytes,
};
const AXES = { cpu: { top: 0.005, steps: STEPS.cores }, memory: { top: 2 ** 20, steps: STEPS.bytes } };

function Figure({ what, samples, levels }: FigureProps) {
    const t = useText(texts);
    const format = FORMATS[what];
    const told = summary(samples, what);
    const key = JSON.stringify(levels);
    const data = useMemo(
        () => ({
            times: samples.map(({ at }) => at),
            values: samples.map((one) => one[what]),
            levels,
            format,
            ...AXES[what],
        }),
        [samples, what, key],
    );
    if (!told) return null;
    const values = { what: t(what), now: format(told.now), least: format(told.least), most: format(told.most) };
    const lines = levels.map(({ name, value }) => `${name} ${format(value)}`);
    return (
        <figure className={styles.figure}>
            <figcaption>
                <strong>{t(what)}</strong>
                <span className={styles.now}>{values.now}</span>
                <span>
                    {t("least")} {values.least} · {t("most")} {values.most}
                </span>
                {levels.map(({ name, value }, at) => (
                    <span key={name} className={at === 0 ? styles.first : styles.second}>
                        {name} {format(value)}
                    </span>
                ))}
            </figcaption>
            <ChartView data={data} words={[t("said", values), ...lines].join("; ")} />
        </figure>
    );
}

type Level = { name: "requests" | "limits" | "allocatable"; value: number };

/** What the values are held against. */
function useLevels({ kind, namespace, name }: Subject): Record<"cpu" | "memory", Level[]> {
    const path = kind === "pod" ? `/api/v1/namespaces/${namespace}/pods/${name}` : `/api/v1/nodes/${name}`;
    const object = useOnce(path, () => get<NodeObject & { spec: Parameters<typeof bounds>[0] }>(path));
    return useMemo(() => {
        const of = (what: "cpu" | "memory"): Level[] => {
            if (!object) return [];
            if (kind === "node") {
                return [{ name: "allocatable", value: quantity(object.status.allocatable?.[what]) }];
            }
            const { requests, limits }: Bounds = bounds(object.spec, what);
            return [
                ...(requests === null ? [] : [{ name: "requests" as const, value: requests }]),
                ...(limits === null ? [] : [{ name: "limits" as const, value: limits }]),
            ];
        };
        return { cpu: of("cpu"), memory: of("memory") };
    }, [object, kind]);
}
