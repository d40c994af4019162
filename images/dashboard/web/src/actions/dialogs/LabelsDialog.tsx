import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { ActionDialog } from "./ActionDialog";
import type { Target } from "../action";
import styles from "./actions.module.css";
import { type Labels, isLabel, relabel } from "../labels";
import { texts } from "../words";

export function LabelsDialog({ target, labels, onClose }: { target: Target; labels: Labels; onClose: () => void }) {
    const t = useText(texts);
    // What the labels were when the dialog opened: others may change meanwhile.
    const [before] = useState(labels);
    const [pairs, setPairs] = useState(() => Object.entries(labels));
    const set = (at: number, pair: [string, string]) => setPairs(pairs.with(at, pair));
    const wrong = pairs.find(([key, value]) => (key || value) && !isLabel(key, value));
    const after = Object.fromEntries(pairs.filter(([key]) => key));
    return (
        <ActionDialog
            title={t("labelsTitle", { name: target.name })}
            go={t("labels")}
            action={relabel(target, before, after)}
            ready={!wrong}
            onClose={onClose}
        >
            <div className={styles.labels}>
                {pairs.map(([key, value], at) => [
                    <input
                        key={`${at}key`}
                        aria-label={t("key")}
                        placeholder={t("key")}
                        value={key}
                        onChange={(event) => set(at, [event.target.value, value])}
                    />,
                    <input
                        key={`${at}value`}
                        aria-label={t("value")}
                        placeholder={t("value")}
                        value={value}
                        onChange={(event) => set(at, [key, event.target.value])}
                    />,
                    <Button
                        key={`${at}take`}
                        look="quiet"
                        aria-label={t("take", { key })}
                        title={t("take", { key })}
                        onClick={() => setPairs(pairs.toSpliced(at, 1))}
                    >
                        <X aria-hidden />
                    </Button>,
                ])}
            </div>
            <div>
                <Button onClick={() => setPairs([...pairs, ["", ""]])}>
                    <Plus aria-hidden />
                    {t("add")}
                </Button>
            </div>
            {wrong && <p role="alert">{t("badLabel", { key: wrong[0], value: wrong[1] })}</p>}
        </ActionDialog>
    );
}
