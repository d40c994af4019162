import { useMemo, useState } from "react";
import { type Kind, listPath } from "../api/kinds";
import { useRows } from "../api/rows";
import { useNamespace } from "../app/namespace";
import { useText } from "../i18n/text";
import { List } from "./List";
import { type TableRow, tableColumns } from "./tableColumns";
import styles from "./explore.module.css";
import { texts } from "./words";

/** Rows that tell how wide the columns have to be. */
const SAMPLE = 200;

export function TableList({ kind }: { kind: Kind }) {
    const t = useText(texts);
    const chosen = useNamespace();
    const namespace = kind.namespaced ? chosen : null;
    const [more, setMore] = useState(false);
    const live = useRows<TableRow>({ path: listPath(kind, namespace), view: "table" });
    const isThere = live.state !== "loading";
    const columns = useMemo(
        () =>
            tableColumns(t, live.columns, live.rows.slice(0, SAMPLE), {
                namespaced: kind.namespaced && namespace === null,
                more,
            }),
        // Not with each change of a row: widths stay as the first list had them.
        [t, live.columns, isThere, kind, namespace, more],
    );
    const hasMore = live.columns.some(({ priority }) => priority > 0);
    return (
        <List kind={kind} namespace={namespace} live={live} columns={columns}>
            {hasMore && (
                <label className={styles.switch}>
                    <input type="checkbox" checked={more} onChange={() => setMore(!more)} />
                    {t("more")}
                </label>
            )}
        </List>
    );
}
