import { useState } from "react";
import { ActionDialog } from "../../actions/dialogs/ActionDialog";
import type { Target } from "../../actions/action";
import type { KubeObject } from "../../api/objects";
import { useText } from "../../i18n/text";
import { Notice } from "../../ui/Status";
import { Diff } from "./Diff";
import { type Reviewed, changeAction } from "./review";
import { editable, named, toText } from "./text";
import styles from "./yaml.module.css";
import { texts } from "./words";

interface Props {
    target: Target;
    now: KubeObject;
    reviewed: Required<Pick<Reviewed, "change" | "after">> & Reviewed;
    onClose: (done: boolean) => void;
}

export function ReviewDialog({ target, now, reviewed, onClose }: Props) {
    const t = useText(texts);
    const { change, after, conflicts } = reviewed;
    const [action] = useState(() => changeAction(target, change));
    // The object changes under the dialog as soon as the change is made.
    const [before] = useState(() => toText(editable(now)));
    const [forced, setForced] = useState(false);
    const become = toText(editable(shown(named(after, now.apiVersion ?? "", now.kind ?? ""))));
    return (
        <ActionDialog
            wide
            title={t("reviewTitle", { name: target.name })}
            go={t("apply")}
            action={action}
            ready={conflicts.length === 0 || forced}
            onClose={onClose}
        >
            <p>{t("before")}</p>
            <Diff label={t("before")} before={before} after={become} />
            {conflicts.length > 0 && (
                <Notice tone="warn">
                    <p>{t("conflicts")}</p>
                    <ul className={styles.list}>
                        {conflicts.map(({ field, manager }) => (
                            <li key={`${field}${manager}`}>{t("conflict", { field, manager })}</li>
                        ))}
                    </ul>
                    <label className={styles.check}>
                        <input type="checkbox" checked={forced} onChange={() => setForced(!forced)} />
                        {t("force")}
                    </label>
                </Notice>
            )}
        </ActionDialog>
    );
}

const LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

/** Without what the lists of the page leave out too. */
function shown(object: KubeObject): KubeObject {
    const { [LAST_APPLIED]: _, ...annotations } = object.metadata.annotations ?? {};
    const { annotations: had, ...rest } = object.metadata;
    const isLeft = had && Object.keys(annotations).length > 0;
    return { ...object, metadata: isLeft ? { ...rest, annotations } : rest };
}
