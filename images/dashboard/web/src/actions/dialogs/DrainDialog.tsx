import { useEffect, useMemo, useRef, useState } from "react";
import { useRows } from "../../api/rows";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Command } from "../../ui/Command";
import { Dialog } from "../../ui/Dialog";
import { Notice, Status, type Tone } from "../../ui/Status";
import type { Target } from "../action";
import styles from "./actions.module.css";
import { type Course, type Stage, drain } from "../draining";
import { type Fate, type PodObject, drainCommand, fatesOf, isHeld, onNode } from "../nodes";
import { texts } from "../words";

const TONES: Record<Stage | Fate, Tone> = {
    waiting: "idle",
    evicting: "warn",
    refused: "warn",
    leaving: "warn",
    gone: "good",
    failed: "bad",
    goes: "good",
    daemonSet: "idle",
    static: "idle",
    emptyDir: "warn",
    unmanaged: "warn",
};

type Phase = { is: "asked" } | { is: "running" } | { is: "over"; problem: string | null; stopped: boolean };

export function DrainDialog({ target, onClose }: { target: Target; onClose: () => void }) {
    const t = useText(texts);
    const [options, setOptions] = useState({ emptyDir: false, force: false });
    const [phase, setPhase] = useState<Phase>({ is: "asked" });
    const [chosen, setChosen] = useState<PodObject[] | null>(null);
    const [courses, setCourses] = useState<Record<string, Course>>({});
    const abort = useRef<AbortController | null>(null);
    useEffect(() => () => abort.current?.abort(), []);
    const live = useRows<PodObject>({
        path: "/api/v1/pods",
        view: "object",
        fieldSelector: onNode(target.name),
    });
    // Once it runs, the pods are those that were there at its start.
    const pods = chosen ?? live.rows;
    const fates = useMemo(() => fatesOf(pods, options), [pods, options]);

    const run = async () => {
        const control = new AbortController();
        abort.current = control;
        setPhase({ is: "running" });
        const choose = (pods: PodObject[]) => {
            const fates = fatesOf(pods, options);
            // One that needs the user's word came after he was asked.
            if (isHeld(fates)) throw new Error(t("held"));
            setChosen(pods);
            return fates.filter(({ fate }) => fate === "goes").map(({ pod }) => pod);
        };
        const tell = (uid: string, course: Course) => setCourses((before) => ({ ...before, [uid]: course }));
        try {
            await drain(target, choose, tell, control.signal);
            setPhase({ is: "over", problem: null, stopped: false });
        } catch (error) {
            const problem = error instanceof Error ? error.message : String(error);
            setPhase({ is: "over", problem, stopped: control.signal.aborted });
        }
    };
    const gone = Object.values(courses).filter(({ stage }) => stage === "gone").length;
    const failed = Object.values(courses).some(({ stage }) => stage === "failed");
    return (
        <Dialog
            wide
            title={t("drainTitle", { name: target.name })}
            onClose={onClose}
            actions={
                phase.is === "running" ? (
                    <Button onClick={() => abort.current?.abort()}>{t("stop")}</Button>
                ) : (
                    <>
                        <Button onClick={onClose}>{t(phase.is === "over" ? "close" : "cancel")}</Button>
                        {phase.is === "asked" && (
                            <Button look="danger" disabled={live.state !== "live" || isHeld(fates)} onClick={run}>
                                {t("drain")}
                            </Button>
                        )}
                    </>
                )
            }
        >
            <p className={styles.about}>{t("drainAbout")}</p>
            {phase.is === "asked" && (
                <div className={styles.choices}>
                    <label className={styles.check}>
                        <input
                            type="checkbox"
                            checked={options.emptyDir}
                            onChange={() => setOptions({ ...options, emptyDir: !options.emptyDir })}
                        />
                        {t("emptyDirOption")}
                    </label>
                    <label className={styles.check}>
                        <input
                            type="checkbox"
                            checked={options.force}
                            onChange={() => setOptions({ ...options, force: !options.force })}
                        />
                        {t("forceOption")}
                    </label>
                </div>
            )}
            {phase.is === "asked" && isHeld(fates) && <Notice tone="warn">{t("held")}</Notice>}
            {phase.is === "over" && phase.stopped && <Notice tone="warn">{t("stopped")}</Notice>}
            {phase.is === "over" && phase.problem && !phase.stopped && <Notice tone="bad">{phase.problem}</Notice>}
            {phase.is === "over" && !phase.problem && !failed && (
                <Notice tone="good">{t("drained", { n: gone })}</Notice>
            )}
            {fates.length === 0 && live.state === "live" && <p>{t("noPods")}</p>}
            <ul className={styles.fates} aria-live="polite" tabIndex={0}>
                {fates.map(({ pod: { metadata }, fate }) => {
                    const course = courses[metadata.uid];
                    const word = course?.stage ?? fate;
                    return (
                        <li key={metadata.uid}>
                            <span>
                                {metadata.name} <small>{metadata.namespace}</small>
                            </span>
                            <Status tone={TONES[word]}>{t(word, { message: course?.message ?? "" })}</Status>
                        </li>
                    );
                })}
            </ul>
            <p className={styles.same}>{t(phase.is === "over" ? "didSame" : "same")}</p>
            <Command>{drainCommand(target.name, options)}</Command>
        </Dialog>
    );
}
