import { useState } from "react";
import type { KubeObject } from "../../api/objects";
import { useText } from "../../i18n/text";
import { ActionDialog } from "./ActionDialog";
import type { Target } from "../action";
import styles from "./actions.module.css";
import { jobName, trigger } from "../jobs";
import { texts } from "../words";

export function TriggerDialog({
    target,
    object,
    onClose,
}: {
    target: Target;
    object: KubeObject;
    onClose: () => void;
}) {
    const t = useText(texts);
    const [name, setName] = useState(() => jobName(target.name));
    return (
        <ActionDialog
            title={t("triggerTitle", { name: target.name })}
            go={t("trigger")}
            action={trigger(target, object, name)}
            ready={/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)}
            onClose={onClose}
        >
            <p className={styles.about}>{t("triggerAbout")}</p>
            <label className={styles.field}>
                {t("jobName")}
                <input spellCheck={false} value={name} onChange={(event) => setName(event.target.value)} />
            </label>
        </ActionDialog>
    );
}
