import { LogOut } from "lucide-react";
import { useRef, useState } from "react";
import type { PodRow } from "../api/objects";
import { useRows } from "../api/rows";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import { Command } from "../ui/Command";
import { Notice, Status } from "../ui/Status";
import type { Ending } from "./terminal/ending";
import { Screen } from "./terminal/Screen";
import styles from "./terminal/terminal.module.css";
import { texts } from "./terminal/words";

interface Props {
    namespace: string;
    pod: string;
    /** The one to begin with; another can be chosen. */
    container?: string;
}

/** A shell in a container. */
export function Terminal({ namespace, pod, container: first }: Props) {
    const t = useText(texts);
    const [chosen, setChosen] = useState(first);
    const [attempt, setAttempt] = useState(0);
    const [isOpen, setOpen] = useState(false);
    const [end, setEnd] = useState<Ending | null>(null);
    const [reader, setReader] = useState(false);
    const out = useRef<HTMLButtonElement>(null);
    /** Which pod of the name the terminal is in. */
    const uid = useRef<string | null>(null);
    const { rows, state } = useRows<PodRow>({
        path: `/api/v1/namespaces/${namespace}/pods`,
        view: "pod",
        fieldSelector: `metadata.name=${pod}`,
    });
    const row = rows[0];
    const last = useRef<string | undefined>(undefined);
    // Of a pod that is gone too.
    const container = chosen ?? row?.names[0] ?? last.current;
    last.current = container;
    if (state !== "loading" && uid.current === null && row) uid.current = row.uid;
    const isGone = state === "live" && uid.current !== null && row?.uid !== uid.current;
    const again = (name = container) => {
        uid.current = row?.uid ?? null;
        setChosen(name);
        setEnd(null);
        setOpen(false);
        setAttempt(attempt + 1);
    };
    const hasScreen = end?.kind !== "noShell" && end?.kind !== "refused";
    if (!container) return state === "live" ? <Notice tone="warn">{t("noPod")}</Notice> : null;
    return (
        <section className={styles.view} aria-label={t("terminal", { pod, container })}>
            <div className={styles.bar}>
                <label className={styles.choice}>
                    {t("container")}
                    <select value={container} onChange={({ target }) => again(target.value)}>
                        {[...new Set([container, ...(row?.names ?? [])])].map((name) => (
                            <option key={name}>{name}</option>
                        ))}
                    </select>
                </label>
                {!end && <Status tone={isOpen ? "good" : "idle"}>{t(isOpen ? "open" : "connecting")}</Status>}
                <label className={styles.choice}>
                    <input type="checkbox" checked={reader} onChange={({ target }) => setReader(target.checked)} />
                    {t("reader")}
                </label>
                <Button ref={out} look="quiet" onClick={(event) => leave(event.currentTarget)} className={styles.leave}>
                    <LogOut aria-hidden />
                    {t("leave")}
                </Button>
            </div>
            {(end || isGone) && (
                <Notice tone={end?.kind === "exit" && end.code === 0 && !isGone ? "good" : "warn"}>
                    <div className={styles.end}>
                        <span>
                            {isGone ? t("gone") : end && t(end.kind, "message" in end ? end : codeOf(end))}
                            {isGone && row && ` ${t("back")}`}
                        </span>
                        <Button onClick={() => again()} disabled={!row}>
                            {t("again")}
                        </Button>
                    </div>
                </Notice>
            )}
            {end?.kind === "noShell" && (
                <Command>{`kubectl debug -it -n ${namespace} ${pod} --image=busybox --target=${container}`}</Command>
            )}
            {hasScreen && (
                <Screen
                    key={`${attempt} ${container}`}
                    namespace={namespace}
                    pod={pod}
                    container={container}
                    reader={reader}
                    onOpen={() => setOpen(true)}
                    onEnd={setEnd}
                    onLeave={() => out.current?.focus()}
                />
            )}
            {hasScreen && <p className={styles.hint}>{t("leaveHint")}</p>}
            <div className={styles.same}>
                <span>{t("same")}</span>
                <Command>{`kubectl exec -it -n ${namespace} ${pod} -c ${container} -- sh`}</Command>
            </div>
        </section>
    );
}

const codeOf = (end: Ending) => ({ code: end.kind === "exit" ? end.code : "" });

/** Takes the keys away from the terminal; who uses a mouse sees that the button has them now. */
function leave(button: HTMLButtonElement) {
    button.focus();
}
