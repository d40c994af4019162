import { useState } from "react";
import { useText } from "../../i18n/text";
import { ActionDialog } from "./ActionDialog";
import type { Target } from "../action";
import styles from "./actions.module.css";
import { type Revision, rollBack } from "../rollback";
import { texts } from "../words";

interface Props {
    target: Target;
    revision: Revision;
    onClose: () => void;
}

export function RollBackDialog({ target, revision, onClose }: Props) {
    const t = useText(texts);
    const [action] = useState(() => rollBack(target, revision));
    return (
        <ActionDialog
            title={t("rollBackTitle", { name: target.name, number: revision.number })}
            go={t("rollBack")}
            action={action}
            onClose={onClose}
        >
            <p className={styles.about}>{t("rollBackAbout")}</p>
            <ul className={styles.names}>
                {revision.images.map((image) => (
                    <li key={image}>
                        <code>{image}</code>
                    </li>
                ))}
            </ul>
        </ActionDialog>
    );
}
