import { type ReactNode, useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Command } from "../../ui/Command";
import { Dialog } from "../../ui/Dialog";
import { Notice } from "../../ui/Status";
import type { Action } from "../action";
import styles from "./actions.module.css";
import { type Failed, runAll } from "../run";
import { texts } from "../words";

interface Props {
    title: string;
    /** What the button says. */
    go: string;
    action: Action;
    danger?: boolean;
    /** Has to be typed first. */
    word?: string;
    ready?: boolean;
    wide?: boolean;
    /** `done` is whether all of it was done. */
    onClose: (done: boolean) => void;
    children?: ReactNode;
}

type Phase = { is: "asked" } | { is: "running"; done: number } | { is: "over"; failed: Failed[] };

/** Asks before an action, does it, and says what came of it; with the command that does the same. */
export function ActionDialog({ title, go, action, danger, word, ready = true, wide, onClose, children }: Props) {
    const t = useText(texts);
    const [phase, setPhase] = useState<Phase>({ is: "asked" });
    const [typed, setTyped] = useState("");
    const all = action.calls.length;
    const isConfirmed = word === undefined || typed === word;
    const run = async () => {
        setPhase({ is: "running", done: 0 });
        const failed = await runAll(action.calls, (done) => setPhase({ is: "running", done }));
        setPhase({ is: "over", failed });
    };
    const isOver = phase.is === "over";
    const close = () => onClose(phase.is === "over" && phase.failed.length === 0);
    return (
        <Dialog
            title={title}
            wide={wide}
            onClose={close}
            actions={
                isOver ? (
                    <Button look="primary" autoFocus onClick={close}>
                        {t("close")}
                    </Button>
                ) : (
                    <>
                        <Button onClick={close}>{t("cancel")}</Button>
                        <Button
                            look={danger ? "danger" : "primary"}
                            disabled={phase.is === "running" || !isConfirmed || !ready || all === 0}
                            onClick={run}
                        >
                            {phase.is === "running" && all > 1 ? t("working", { done: phase.done, all }) : go}
                        </Button>
                    </>
                )
            }
        >
            {!isOver && children}
            {!isOver && word !== undefined && (
                <label className={styles.field}>
                    {t("typeName", { name: word })}
                    <input
                        autoComplete="off"
                        spellCheck={false}
                        value={typed}
                        onChange={(event) => setTyped(event.target.value)}
                    />
                </label>
            )}
            {phase.is === "over" && <Outcome failed={phase.failed} all={all} />}
            {action.command && (
                <>
                    <p className={styles.same}>{t(isOver ? "didSame" : "same")}</p>
                    {action.command.split("\n").map((line) => (
                        <Command key={line}>{line}</Command>
                    ))}
                </>
            )}
        </Dialog>
    );
}

function Outcome({ failed, all }: { failed: Failed[]; all: number }) {
    const t = useText(texts);
    if (failed.length === 0) return <Notice tone="good">{t("done")}</Notice>;
    return (
        <Notice tone="bad">
            {all > 1 && <p>{t("partly", { n: failed.length })}</p>}
            <ul className={styles.failed}>
                {failed.map(({ about, message }) => (
                    <li key={about}>{message}</li>
                ))}
            </ul>
        </Notice>
    );
}
