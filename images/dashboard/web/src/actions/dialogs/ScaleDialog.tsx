import { Minus, Plus } from "lucide-react";
import { useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { ActionDialog } from "./ActionDialog";
import type { Target } from "../action";
import styles from "./actions.module.css";
import { texts } from "../words";
import { scale } from "../workload";

export function ScaleDialog({ target, now, onClose }: { target: Target; now: number; onClose: () => void }) {
    const t = useText(texts);
    const [replicas, setReplicas] = useState(now);
    const set = (count: number) => setReplicas(Math.max(0, Math.floor(count) || 0));
    return (
        <ActionDialog
            title={t("scaleTitle", { name: target.name })}
            go={t("scale")}
            action={scale(target, replicas)}
            ready={replicas !== now}
            onClose={onClose}
        >
            <div className={styles.field}>
                <label htmlFor="replicas">{t("replicas")}</label>
                <div className={styles.count}>
                    <Button aria-label="-1" disabled={replicas === 0} onClick={() => set(replicas - 1)}>
                        <Minus aria-hidden />
                    </Button>
                    <input
                        id="replicas"
                        type="number"
                        min={0}
                        autoFocus
                        value={replicas}
                        onChange={(event) => set(event.target.valueAsNumber)}
                    />
                    <Button aria-label="+1" onClick={() => set(replicas + 1)}>
                        <Plus aria-hidden />
                    </Button>
                </div>
            </div>
        </ActionDialog>
    );
}
