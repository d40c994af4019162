import { useCallback, useMemo, useState } from "react";
import { text, useText } from "../i18n/text";
import { Empty } from "../ui/Panel";
import { Notice } from "../ui/Status";
import { toast } from "../ui/toast";
import { Legend, Problems } from "./logs/Legend";
import type { LogLine } from "./logs/sources/line";
import { Lines } from "./logs/Lines";
import styles from "./logs/logs.module.css";
import { Colors, shortNames } from "./logs/names";
import type { Options } from "./logs/sources/source";
import { toggled } from "./logs/toggled";
import { Toolbar, type View } from "./logs/Toolbar";
import { useLines } from "./logs/useLines";
import { useLog } from "./logs/useLog";
import { texts } from "./logs/words";

interface Props {
    namespace: string;
    /** Names; empty for all of the selector. */
    pods: string[];
    selector?: string;
    container?: string;
}

const VIEW: View = { query: { text: "", regular: false }, only: false, times: false, wrap: true };
const OPTIONS: Options = { previous: false, since: null, tail: 1000 };

/** Logs of one pod or of many together, live. */
export function LogView({ namespace, pods: names, selector, container }: Props) {
    const t = useText(texts);
    const [view, setView] = useState(VIEW);
    const [options, setOptions] = useState(OPTIONS);
    const [follows, setFollows] = useState(true);
    const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
    const [at, setAt] = useState<number | null>(null);
    const { followed, pods, retry } = useLog(namespace, { pods: names, selector, container }, options);
    const shown = useLines(followed, view.query, view.only, hidden, follows);
    const { lines, matches, problem } = shown;

    const isRefused = followed.sources.some(({ state }) => state === "refused" || state === "failed");
    const [colors] = useState(() => new Colors());
    // Those that are gone too: their lines are still there.
    const [seen] = useState(() => new Set<string>());
    followed.sources.forEach(({ pod }) => seen.add(pod));
    const all = [...seen].join(" ");
    const short = useMemo(() => shortNames(all === "" ? [] : all.split(" ")), [all]);
    const manyContainers = new Set(followed.sources.map((source) => source.container)).size > 1;
    const name = (pod: string, of: string) => {
        const parts = [short.size > 1 && (short.get(pod) ?? pod), manyContainers && of].filter(Boolean);
        return parts.length > 0 ? parts.join("/") : null;
    };
    const color = useCallback((pod: string) => colors.of(pod), [colors]);

    const step = (by: 1 | -1) => {
        if (matches.length === 0) return;
        setFollows(false);
        // From the newest backwards at first, as one reads a log.
        setAt(at === null ? matches.length - 1 : (at + by + matches.length) % matches.length);
    };
    const hide = (pod: string) => setHidden(toggled(hidden, pod));
    const change = (what: Partial<View>) => {
        setView({ ...view, ...what });
        if (what.query || what.only !== undefined) setAt(null);
    };
    return (
        <section className={styles.view} aria-label={t("logs")}>
            <Toolbar
                view={view}
                onView={change}
                options={options}
                onOptions={(what) => setOptions({ ...options, ...what })}
                follows={follows}
                onFollow={setFollows}
                matches={matches.length}
                at={at}
                onStep={step}
                problem={problem}
                onCopy={() => copy(written(lines, view.times, name))}
                onDownload={() => download(written(lines, true, name), names[0] ?? selector ?? namespace)}
            />
            {problem && <Notice tone="warn">{t("invalid", { message: problem })}</Notice>}
            {pods.state === "ended" && pods.message && (
                <Notice tone="bad">{t("watchFailed", { message: pods.message })}</Notice>
            )}
            <Problems sources={followed.sources} onRetry={retry} />
            {followed.left > 0 && <Notice tone="warn">{t("left", { n: followed.left })}</Notice>}
            {short.size > 1 && (
                <Legend
                    sources={followed.sources}
                    short={(pod) => short.get(pod) ?? pod}
                    color={color}
                    hidden={hidden}
                    onHide={hide}
                />
            )}
            {lines.length === 0 && !isRefused && <Empty>{t(whyEmpty())}</Empty>}
            {lines.length > 0 && (
                <Lines
                    shown={shown}
                    name={name}
                    color={color}
                    times={view.times}
                    wrap={view.wrap}
                    follows={follows}
                    onFollow={setFollows}
                    at={at}
                />
            )}
        </section>
    );

    function whyEmpty() {
        if (pods.state === "loading") return "loading";
        if (followed.sources.length === 0) return "noPods";
        if (followed.lines.length > 0) return "nothing";
        return options.previous ? "quietPrevious" : "quiet";
    }
}

function written(lines: LogLine[], times: boolean, name: (pod: string, container: string) => string | null): string[] {
    return lines
        .filter(({ note }) => note === null)
        .map(({ time, pod, container, text }) =>
            [times && time, name(pod, container), text].filter((part) => part !== false && part !== null).join(" "),
        );
}

async function copy(lines: string[]) {
    try {
        await navigator.clipboard.writeText(lines.join("\n"));
        toast("good", text(texts, "copied", { n: lines.length }));
    } catch {
        toast("bad", text(texts, "notCopied"));
    }
}

function download(lines: string[], name: string) {
    const url = URL.createObjectURL(
        new Blob(
            lines.map((line) => `${line}\n`),
            { type: "text/plain" },
        ),
    );
    const link = document.createElement("a");
    link.href = url;
    link.download = `${name.replace(/[^\w.-]+/g, "-")}.log`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
