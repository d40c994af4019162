import { RotateCw, ScrollText, Trash2 } from "lucide-react";
import { useState } from "react";
import { useLocation } from "wouter";
import { DeleteDialog } from "../actions/dialogs/DeleteDialog";
import { RestartManyDialog } from "../actions/dialogs/RestartManyDialog";
import type { Target } from "../actions/action";
import { useAllowed } from "../actions/allowed";
import { texts as actionTexts } from "../actions/words";
import type { Kind } from "../api/kinds";
import type { PodRow } from "../api/objects";
import { logsPage } from "../app/routes";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import type { Listed } from "./List";
import { texts } from "./words";

const RESTARTED = ["Deployment", "StatefulSet", "DaemonSet"];

/** What can be done with the rows that are marked. */
export function Chosen({ kind, chosen, onClear }: { kind: Kind; chosen: Listed[]; onClear: () => void }) {
    const t = useText(texts);
    const ta = useText(actionTexts);
    const [, go] = useLocation();
    // As it was asked for: rows go while they are deleted.
    const [open, setOpen] = useState<{ is: "delete" | "restart"; targets: Target[] } | null>(null);
    const targets = () => chosen.map(({ name, namespace }) => ({ kind, name, namespace: namespace || null }));
    const [first] = chosen;
    const isPod = kind.kind === "Pod" && kind.group === "";
    const inOne = chosen.every(({ namespace }) => namespace === first?.namespace);
    const right = { group: kind.group, resource: kind.plural, namespace: inOne ? first?.namespace || null : null };
    const [mayDelete, mayPatch] = useAllowed([
        { ...right, verb: "delete" },
        { ...right, verb: "patch" },
    ]);
    const denied = (verb: string) => ta("denied", { verb, resource: kind.plural });
    const close = () => {
        setOpen(null);
        onClear();
    };
    return (
        <>
            <strong>{t("selected", { n: chosen.length })}</strong>
            {isPod && first && inOne && (
                <Button
                    onClick={() => go(logsPage({ namespace: first.namespace, pods: chosen.map(({ name }) => name) }))}
                >
                    <ScrollText aria-hidden />
                    {t("logs")}
                </Button>
            )}
            {kind.group === "apps" && RESTARTED.includes(kind.kind) && (
                <Button
                    disabled={mayPatch === false}
                    title={mayPatch === false ? denied("patch") : undefined}
                    onClick={() => setOpen({ is: "restart", targets: targets() })}
                >
                    <RotateCw aria-hidden />
                    {t("restart")}
                </Button>
            )}
            {kind.verbs.includes("delete") && (
                <Button
                    look="danger"
                    disabled={mayDelete === false}
                    title={mayDelete === false ? denied("delete") : undefined}
                    onClick={() => setOpen({ is: "delete", targets: targets() })}
                >
                    <Trash2 aria-hidden />
                    {t("delete")}
                </Button>
            )}
            <Button look="quiet" onClick={onClear}>
                {t("clear")}
            </Button>
            {open?.is === "restart" && <RestartManyDialog targets={open.targets} onClose={close} />}
            {open?.is === "delete" && (
                <DeleteDialog
                    targets={open.targets}
                    owned={isPod && chosen.every((row) => (row as Partial<PodRow>).owner)}
                    onClose={close}
                />
            )}
        </>
    );
}
