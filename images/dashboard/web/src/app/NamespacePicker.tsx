import { useMemo } from "react";
import type { KubeObject } from "../api/objects";
import { useRows } from "../api/rows";
import { useText } from "../i18n/text";
import { setNamespace, useNamespace } from "./namespace";
import { texts } from "./words";
import styles from "./shell.module.css";

export function NamespacePicker() {
    const t = useText(texts);
    const chosen = useNamespace();
    const { rows } = useRows<KubeObject>({ path: "/api/v1/namespaces", view: "object" });
    const names = useMemo(() => {
        const all = new Set(rows.map(({ metadata }) => metadata.name));
        if (chosen) all.add(chosen);
        return [...all].sort();
    }, [rows, chosen]);
    return (
        <select
            className={styles.namespace}
            aria-label={t("namespace")}
            value={chosen ?? ""}
            onChange={(event) => setNamespace(event.target.value || null)}
        >
            <option value="">{t("all")}</option>
            {names.map((name) => (
                <option key={name}>{name}</option>
            ))}
        </select>
    );
}
