import { useState } from "react";
import { useText } from "../../i18n/text";
import { ActionDialog } from "./ActionDialog";
import type { Target } from "../action";
import styles from "./actions.module.css";
import { type Propagation, goesWith, hasDependents, isPrecious, remove } from "../remove";
import { texts } from "../words";

interface Props {
    /** All of one kind. */
    targets: Target[];
    /** Whether a controller would make it anew. */
    owned: boolean;
    onClose: () => void;
}

const PROPAGATIONS: Propagation[] = ["Background", "Foreground", "Orphan"];

export function DeleteDialog({ targets, owned, onClose }: Props) {
    const t = useText(texts);
    const [propagation, setPropagation] = useState<Propagation>("Background");
    const [force, setForce] = useState(false);
    const [first] = targets;
    if (!first) return null;
    const goes = goesWith(first.kind, owned);
    const isPod = first.kind.kind === "Pod" && first.kind.group === "";
    const isOne = targets.length === 1;
    return (
        <ActionDialog
            title={isOne ? t("deleteTitle", { name: first.name }) : t("deleteManyTitle", { n: targets.length })}
            go={t("delete")}
            action={remove(targets, { propagation, force })}
            danger
            word={isPrecious(first.kind) ? (isOne ? first.name : String(targets.length)) : undefined}
            onClose={onClose}
        >
            <p className={styles.about}>{t(goes === "namespace" ? "namespaceGoes" : goes)}</p>
            {!isOne && (
                <ul className={styles.names}>
                    {targets.map(({ name, namespace }) => (
                        <li key={`${namespace}/${name}`}>
                            {name} <small>{namespace}</small>
                        </li>
                    ))}
                </ul>
            )}
            {hasDependents(goes) && (
                <fieldset className={styles.choices}>
                    <legend>{t("propagation")}</legend>
                    {PROPAGATIONS.map((one) => (
                        <label key={one} className={styles.check}>
                            <input
                                type="radio"
                                name="propagation"
                                checked={one === propagation}
                                onChange={() => setPropagation(one)}
                            />
                            {t(one as "Background")}
                        </label>
                    ))}
                </fieldset>
            )}
            {isPod && (
                <label className={styles.check}>
                    <input type="checkbox" checked={force} onChange={() => setForce(!force)} />
                    {t("force")}
                </label>
            )}
        </ActionDialog>
    );
}
