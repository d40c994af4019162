/** A table of any length: only the rows in view are there. */
import { useVirtualizer } from "../../ui/virtual";
import { type KeyboardEvent, type ReactNode, useCallback, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useText } from "../../i18n/text";
import { TableHead } from "./TableHead";
import { TableRow } from "./TableRow";
import type { Column, Order } from "./column";
import { useLayout } from "./layout";
import { useNarrow } from "./narrow";
import { useSelection } from "./selection";
import styles from "./table.module.css";
import { texts } from "../words";

interface Props<R> {
    label: string;
    columns: Column<R>[];
    /** In the order in which they are shown. */
    rows: R[];
    order: Order;
    onOrder: (key: string) => void;
    href: (row: R) => string;
    selected: ReadonlySet<string>;
    onSelect: (selected: ReadonlySet<string>) => void;
    busy?: boolean;
    /** What is there in place of rows. */
    children?: ReactNode;
}

const HEAD = 36;
const ROW = 36;
const NARROW_ROW = 56;

export function VirtualTable<R extends { uid: string; name: string }>(props: Props<R>) {
    const { label, columns, rows, order, onOrder, href, selected, onSelect, busy = false, children } = props;
    const t = useText(texts);
    const narrow = useNarrow();
    const id = useId();
    const [, go] = useLocation();
    const scroller = useRef<HTMLDivElement>(null);
    const [active, setActive] = useState<string | null>(null);
    const height = narrow ? NARROW_ROW : ROW;
    const virtual = useVirtualizer({
        count: rows.length,
        getScrollElement: () => scroller.current,
        estimateSize: useCallback(() => height, [height]),
        getItemKey: useCallback((at: number) => rows[at]?.uid ?? at, [rows]),
        overscan: 10,
        scrollMargin: HEAD,
        scrollPaddingStart: HEAD,
    });
    const layout = useLayout(columns, narrow);
    const { toggle, toggleAll, allSelected } = useSelection(rows, selected, onSelect);

    const move = (event: KeyboardEvent) => {
        if (event.target !== event.currentTarget || rows.length === 0) return;
        const at = rows.findIndex(({ uid }) => uid === active);
        const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / height) - 2);
        const to = {
            ArrowDown: at + 1,
            ArrowUp: at < 0 ? 0 : at - 1,
            PageDown: at + page,
            PageUp: at - page,
            Home: 0,
            End: rows.length - 1,
        }[event.key];
        const row = rows[at];
        if (to !== undefined) {
            const next = Math.max(0, Math.min(rows.length - 1, to));
            setActive(rows[next]!.uid);
            virtual.scrollToIndex(next);
        } else if (event.key === "Enter" && row) go(href(row));
        else if (event.key === " " && row) toggle(row.uid, event.shiftKey);
        else return;
        event.preventDefault();
    };

    const items = virtual.getVirtualItems();
    const activeIsThere = items.some(({ index }) => rows[index]?.uid === active);
    return (
        <div
            ref={scroller}
            className={`${styles.scroller} ${narrow ? styles.narrow : ""}`}
            role="grid"
            aria-label={label}
            aria-description={t("keys")}
            aria-rowcount={rows.length + 1}
            aria-colcount={layout.columns.length + 1}
            aria-multiselectable
            aria-busy={busy}
            aria-activedescendant={activeIsThere ? `${id}-${active}` : undefined}
            tabIndex={0}
            onKeyDown={move}
            style={{ "--columns": layout.template, "--least": `${layout.least}px`, "--row": `${height}px` } as object}
        >
            <TableHead
                columns={layout.columns}
                order={order}
                onOrder={onOrder}
                allSelected={allSelected}
                onToggleAll={rows.length > 0 ? toggleAll : undefined}
            />
            <div role="rowgroup" className={styles.body} style={{ height: rows.length * height }}>
                {items.map(({ index, start }) => {
                    const row = rows[index];
                    return (
                        row && (
                            <TableRow
                                key={row.uid}
                                id={`${id}-${row.uid}`}
                                row={row}
                                at={index}
                                top={start - HEAD}
                                columns={layout.columns}
                                under={layout.under}
                                href={href}
                                selected={selected.has(row.uid)}
                                active={row.uid === active}
                                onToggle={toggle}
                            />
                        )
                    );
                })}
            </div>
            {rows.length === 0 && (
                <div role="rowgroup">
                    <div role="row">
                        <div role="gridcell" aria-colspan={layout.columns.length + 1}>
                            {children}
                        </div>
                    </div>
                </div>
            )}
        </div>
    );
}
