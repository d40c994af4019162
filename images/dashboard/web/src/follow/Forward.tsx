import { Cable, ChevronDown, Square } from "lucide-react";
import { useState } from "react";
import { useSession } from "../api/session";
import { useText, words } from "../i18n/text";
import { Button } from "../ui/Button";
import { Command } from "../ui/Command";
import { Prose } from "../ui/Prose";
import { type Forward, isSame, startForward, stopForward, useForwards } from "./forwards";
import styles from "./forward/forward.module.css";

const texts = words(
    {
        forward: "Forward port {port}",
        title: "Forwarded ports",
        waiting: "opening…",
        stop: "Stop {what}",
        again: "Try again",
        fold: "Fold",
        dismiss: "Dismiss",
    },
    {
        forward: "ポート {port} を転送",
        title: "転送中のポート",
        waiting: "準備中…",
        stop: "{what} を停止",
        again: "再試行",
        fold: "折りたたむ",
        dismiss: "閉じる",
    },
);

interface Props {
    namespace: string;
    /** Of an app, a pod or a service: what `devcluster forward` takes. */
    name: string;
    port: number;
    /** What kubectl calls it, where the command line is not there: `svc` or `pod`. */
    kind?: "svc" | "pod";
}

/** Leads a port of the host there; without the command line, the command that does. */
export function ForwardButton({ namespace, name, port, kind = "svc" }: Props) {
    const t = useText(texts);
    const host = useSession()?.host ?? false;
    const there = useForwards().find((one) => isSame(one, namespace, name, port));
    if (!host) return <Command>{`kubectl port-forward -n ${namespace} ${kind}/${name} ${port}`}</Command>;
    if (there?.local != null) return <Address local={there.local} />;
    return (
        <Button disabled={there && !there.failure} onClick={() => startForward(namespace, name, port)}>
            <Cable aria-hidden />
            {there && !there.failure ? t("waiting") : t("forward", { port })}
        </Button>
    );
}

function Address({ local }: { local: number }) {
    return (
        <a href={`http://127.0.0.1:${local}/`} target="_blank" rel="noreferrer" className={styles.address}>
            127.0.0.1:{local}
        </a>
    );
}

/** All forwarded ports, on every page. */
export function ForwardTray() {
    const t = useText(texts);
    const forwards = useForwards();
    const [folded, setFolded] = useState(false);
    if (forwards.length === 0) return null;
    return (
        <aside className={styles.tray} aria-label={t("title")}>
            <header>
                <button type="button" aria-expanded={!folded} onClick={() => setFolded(!folded)}>
                    <Cable aria-hidden />
                    {t("title")} <small>{forwards.length}</small>
                    <ChevronDown aria-hidden className={folded ? styles.folded : undefined} />
                </button>
            </header>
            {!folded && (
                <ul>
                    {forwards.map((forward) => (
                        <Item key={forward.id} forward={forward} />
                    ))}
                </ul>
            )}
        </aside>
    );
}

function Item({ forward }: { forward: Forward }) {
    const t = useText(texts);
    const { id, namespace, name, port, local, failure } = forward;
    const what = `${name}:${port}`;
    return (
        <li>
            <div className={styles.what}>
                <span title={namespace}>{what}</span>
                {local !== null && <Address local={local} />}
                {local === null && !failure && <small>{t("waiting")}</small>}
                {failure && (
                    <small className={styles.failure} role="alert">
                        <Prose>{[failure.message, failure.hint].filter(Boolean).join("; ")}</Prose>
                    </small>
                )}
            </div>
            {failure && <Button onClick={() => startForward(namespace, name, port)}>{t("again")}</Button>}
            <Button
                look="quiet"
                onClick={() => stopForward(id)}
                aria-label={failure ? t("dismiss") : t("stop", { what })}
                title={failure ? t("dismiss") : t("stop", { what })}
            >
                <Square aria-hidden />
            </Button>
        </li>
    );
}
