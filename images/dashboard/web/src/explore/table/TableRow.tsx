import { type MouseEvent, type ReactNode, memo } from "react";
import { Link, useLocation } from "wouter";
import { useText } from "../../i18n/text";
import type { Column } from "./column";
import styles from "./table.module.css";
import { texts } from "../words";

interface Props<R> {
    id: string;
    row: R;
    at: number;
    /** Pixels from the first row. */
    top: number;
    columns: Column<R>[];
    under: Column<R>[];
    href: (row: R) => string;
    selected: boolean;
    active: boolean;
    onToggle: (uid: string, range: boolean) => void;
}

function Row<R extends { uid: string; name: string }>(props: Props<R>) {
    const { id, row, at, top, columns, under, href, selected, active, onToggle } = props;
    const t = useText(texts);
    const [, go] = useLocation();
    const [first, ...others] = columns;
    const open = ({ target }: MouseEvent) => {
        const isControl = target instanceof Element && target.closest("a, input, label");
        // Who marks text in a row wants to copy it.
        if (!isControl && getSelection()?.isCollapsed) go(href(row));
    };
    return (
        <div
            id={id}
            role="row"
            aria-rowindex={at + 2}
            aria-selected={selected}
            className={`${styles.row} ${styles.line} ${active ? styles.active : ""}`}
            style={{ transform: `translateY(${top}px)` }}
            onClick={open}
        >
            <div role="gridcell" className={styles.mark}>
                <label>
                    <input
                        type="checkbox"
                        tabIndex={-1}
                        aria-label={t("select", { name: row.name })}
                        checked={selected}
                        onChange={(event) => onToggle(row.uid, (event.nativeEvent as PointerEvent).shiftKey)}
                    />
                </label>
            </div>
            {first && (
                <div role="gridcell" className={styles.first}>
                    <Link href={href(row)} tabIndex={-1} title={row.name}>
                        {first.text(row)}
                    </Link>
                    {under.length > 0 && <small>{joined(under, row)}</small>}
                </div>
            )}
            {others.map(({ key, text, draw, align }) => (
                <div
                    key={key}
                    role="gridcell"
                    title={text(row) || undefined}
                    className={align === "end" ? styles.end : undefined}
                >
                    {draw ? draw(row) : text(row)}
                </div>
            ))}
        </div>
    );
}

/** Numbers say what they count; words speak for themselves. */
function joined<R>(columns: Column<R>[], row: R): ReactNode {
    return columns
        .filter(({ text }) => text(row) !== "")
        .map(({ title, text }) => (/^[\d./%]+$/.test(text(row)) ? `${title} ${text(row)}` : text(row)))
        .join(" · ");
}

export const TableRow = memo(Row) as typeof Row;
