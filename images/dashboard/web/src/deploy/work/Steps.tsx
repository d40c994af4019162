import { ChevronRight, CircleAlert, CircleCheck, CircleDashed, LoaderCircle } from "lucide-react";
import { useEffect, useState } from "react";
import type { Step, Work } from "../../api/host";
import { useText, words } from "../../i18n/text";
import { Prose } from "../../ui/Prose";
import { Notice } from "../../ui/Status";
import styles from "./work.module.css";

const texts = words(
    {
        started: "running",
        output: "running",
        done: "done",
        failed: "failed",
        skipped: "nothing to do",
        seconds: "{n} s",
        written: "{n|1 line of output|{n} lines of output}",
        try: "Try: {hint}",
        steps: "Steps",
    },
    {
        started: "実行中",
        output: "実行中",
        done: "完了",
        failed: "失敗",
        skipped: "不要",
        seconds: "{n} 秒",
        written: "出力 {n} 行",
        try: "対処: {hint}",
        steps: "手順",
    },
);

/** Not steps, but what is said beside them. */
const MESSAGES = ["note", "warning"];

/** What the command line does, step by step, and how it failed. */
export function Steps({ work }: { work: Work }) {
    const t = useText(texts);
    return (
        <>
            {work.steps.length > 0 && (
                <ol className={styles.steps} aria-label={t("steps")} aria-live="polite">
                    {work.steps.map((step) =>
                        MESSAGES.includes(step.name) ? (
                            step.output?.map((line, at) => (
                                <li key={`${step.name} ${at}`} className={styles[step.name]}>
                                    <Prose>{line}</Prose>
                                </li>
                            ))
                        ) : (
                            <StepRow key={step.name} step={step} running={work.running} />
                        ),
                    )}
                </ol>
            )}
            {work.failure && (
                <Notice tone="bad">
                    <p>
                        <Prose>{work.failure.message}</Prose>
                    </p>
                    {work.failure.hint && (
                        <p>
                            <Prose>{t("try", { hint: work.failure.hint })}</Prose>
                        </p>
                    )}
                </Notice>
            )}
        </>
    );
}

function StepRow({ step, running }: { step: Step; running: boolean }) {
    const t = useText(texts);
    const { name, state, text, seconds, output = [] } = step;
    const isOn = running && (state === "started" || state === "output");
    return (
        <li className={styles.step}>
            <div className={styles.line}>
                <span className={styles[isOn ? "on" : state]} role="img" aria-label={t(state)}>
                    <Mark state={isOn ? "started" : state} />
                </span>
                <span className={styles.name}>{name}</span>
                {text && <span className={styles.told}>{text}</span>}
                <span className={styles.seconds}>
                    {isOn ? <Clock /> : seconds !== null && t("seconds", { n: seconds.toFixed(1) })}
                </span>
            </div>
            {output.length > 0 && (
                <details className={styles.output}>
                    <summary>
                        <ChevronRight aria-hidden />
                        {isOn ? output.at(-1) : t("written", { n: output.length })}
                    </summary>
                    <pre tabIndex={0}>{output.join("\n")}</pre>
                </details>
            )}
        </li>
    );
}

function Mark({ state }: { state: Step["state"] }) {
    if (state === "done") return <CircleCheck aria-hidden />;
    if (state === "failed") return <CircleAlert aria-hidden />;
    if (state === "skipped") return <CircleDashed aria-hidden />;
    return <LoaderCircle aria-hidden />;
}

/** Seconds since it was first drawn. */
function Clock() {
    const t = useText(texts);
    const [started] = useState(Date.now);
    const [now, setNow] = useState(started);
    useEffect(() => {
        const timer = setInterval(() => setNow(Date.now()), 200);
        return () => clearInterval(timer);
    }, []);
    return t("seconds", { n: ((now - started) / 1000).toFixed(1) });
}
