import { useState } from "react";
import { useText } from "../../i18n/text";
import { ActionDialog } from "./ActionDialog";
import type { Action, Target } from "../action";
import styles from "./actions.module.css";
import { texts } from "../words";
import { restart } from "../workload";

function restartAll(targets: Target[]): Action {
    const all = targets.map((target) => restart(target));
    return {
        command: all.map(({ command }) => command).join("\n"),
        calls: all.flatMap(({ calls }) => calls),
    };
}

export function RestartManyDialog({ targets, onClose }: { targets: Target[]; onClose: () => void }) {
    const t = useText(texts);
    const [action] = useState(() => restartAll(targets));
    return (
        <ActionDialog
            title={t("restartManyTitle", { n: targets.length })}
            go={t("restart")}
            action={action}
            onClose={onClose}
        >
            <p className={styles.about}>{t("restartAbout")}</p>
        </ActionDialog>
    );
}
