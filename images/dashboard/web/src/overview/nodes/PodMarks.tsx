import { memo, useMemo } from "react";
import type { PodRow } from "../../api/objects";
import { useText } from "../../i18n/text";
import { Cells } from "./Cells";
import { MANY, podGroups } from "./cells";
import { countTones } from "./health";
import styles from "./nodes.module.css";
import { texts } from "./words";

/** A node's pods in place, by namespace. */
export const PodMarks = memo(function PodMarks({ pods, chosen }: { pods: PodRow[]; chosen: string | null }) {
    const t = useText(texts);
    const groups = useMemo(() => podGroups(pods, chosen), [pods, chosen]);
    if (pods.length === 0) return <p className={styles.faint}>{t("noPods")}</p>;
    const drawn = pods.length > MANY;
    const counts = drawn ? t("counts", countTones(pods)) : null;
    return (
        <div className={styles.marks}>
            {groups.map(({ name, cells }) => (
                <div key={name} className={drawn ? styles.wideGroup : styles.group}>
                    {name && (
                        <span className={styles.groupName} title={name}>
                            {name}
                            {drawn && ` ${cells.length}`}
                        </span>
                    )}
                    <Cells cells={cells} drawn={drawn} label={`${name} ${t("podsHere", { n: cells.length })}`.trim()} />
                </div>
            ))}
            {counts && <p className={styles.faint}>{counts}</p>}
        </div>
    );
});
