/** A live list of one kind: filtered, sorted, with actions for what is chosen. */
import { type ReactNode, useCallback, useDeferredValue, useMemo, useState } from "react";
import type { Kind } from "../api/kinds";
import type { Rows } from "../api/rows";
import { objectPage } from "../app/routes";
import { useText } from "../i18n/text";
import { Notice } from "../ui/Status";
import { Chosen } from "./Chosen";
import { FilterField } from "./FilterField";
import { Ended, Forbidden, NoMatch, NoRows, Skeleton } from "./States";
import { VirtualTable } from "./table/VirtualTable";
import { useAddress } from "./address";
import { type Column, turned } from "./table/column";
import { Filter } from "./table/filter";
import { Sorter, natural } from "./table/sorting";
import styles from "./explore.module.css";
import { texts } from "./words";

export interface Listed {
    uid: string;
    name: string;
    namespace: string;
}

interface Props<R extends Listed> {
    kind: Kind;
    namespace: string | null;
    live: Rows<R>;
    columns: Column<R>[];
    /** Switches beside the filter. */
    children?: ReactNode;
}

const NOTHING: ReadonlySet<string> = new Set();

const ties = new WeakMap<Listed, string>();

/** Orders rows that are the same otherwise. */
function tie(row: Listed): string {
    const known = ties.get(row);
    if (known !== undefined) return known;
    const made = `${natural(row.name)} ${row.namespace} ${row.uid}`;
    ties.set(row, made);
    return made;
}

export function List<R extends Listed>({ kind, namespace, live, columns, children }: Props<R>) {
    const t = useText(texts);
    const [{ filter, order }, setAddress] = useAddress();
    const [selected, setSelected] = useState(NOTHING);
    const asked = useDeferredValue(filter);

    const sorter = useMemo(() => {
        const column = columns.find(({ key }) => key === order.key) ?? columns[0];
        return new Sorter<R>(column?.sortBy ?? (() => 0), tie, order.descending);
    }, [columns, order.key, order.descending]);
    const filterer = useMemo(() => new Filter(columns), [columns]);
    const sorted = useMemo(() => sorter.sort(live.rows), [sorter, live.rows]);
    const shown = useMemo(() => filterer.keep(sorted, asked), [filterer, sorted, asked]);

    const href = useCallback((row: R) => objectPage(kind, row.namespace, row.name), [kind]);
    const setFilter = (filter: string) => setAddress((before) => ({ ...before, filter }));
    const chosen = useMemo(
        () => (selected.size === 0 ? [] : sorted.filter(({ uid }) => selected.has(uid))),
        [sorted, selected],
    );
    const loading = live.state === "loading" && live.rows.length === 0;
    return (
        <div className={styles.page}>
            <div className={styles.title}>
                <h1>{kind.kind}</h1>
                <small>{[kind.group || "core", kind.version].join("/")}</small>
            </div>
            {live.state === "lost" && <Notice tone="warn">{t("lost", { message: live.message ?? "" })}</Notice>}
            <div className={styles.card}>
                <div className={styles.tools}>
                    {selected.size > 0 ? (
                        <Chosen kind={kind} chosen={chosen} onClear={() => setSelected(NOTHING)} />
                    ) : (
                        <>
                            <FilterField value={filter} onChange={setFilter} />
                            {children}
                            <span className={styles.count} role="status">
                                {asked
                                    ? t("shown", { shown: shown.length, total: live.rows.length })
                                    : t("total", { total: live.rows.length })}
                            </span>
                        </>
                    )}
                </div>
                {live.state === "ended" ? (
                    live.code === 403 ? (
                        <Forbidden kind={kind} namespace={namespace} message={live.message ?? ""} />
                    ) : (
                        <Ended message={live.message ?? ""} />
                    )
                ) : loading ? (
                    <Skeleton />
                ) : (
                    <VirtualTable
                        label={kind.kind}
                        columns={columns}
                        rows={shown}
                        order={order}
                        onOrder={(key) => setAddress((before) => ({ ...before, order: turned(before.order, key) }))}
                        href={href}
                        selected={selected}
                        onSelect={setSelected}
                        busy={live.state === "loading"}
                    >
                        {live.rows.length > 0 ? (
                            <NoMatch onClear={() => setFilter("")} />
                        ) : (
                            live.state !== "loading" && <NoRows kind={kind} namespace={namespace} />
                        )}
                    </VirtualTable>
                )}
            </div>
        </div>
    );
}
