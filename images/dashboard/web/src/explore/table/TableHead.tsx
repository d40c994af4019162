import { ChevronDown, ChevronUp } from "lucide-react";
import { useText } from "../../i18n/text";
import type { Column, Order } from "./column";
import styles from "./table.module.css";
import { texts } from "../words";

interface Props<R> {
    columns: Column<R>[];
    order: Order;
    onOrder: (key: string) => void;
    allSelected: boolean;
    onToggleAll?: () => void;
}

export function TableHead<R>({ columns, order, onOrder, allSelected, onToggleAll }: Props<R>) {
    const t = useText(texts);
    return (
        <div role="rowgroup" className={styles.head}>
            <div role="row" aria-rowindex={1} className={styles.row}>
                <div role="columnheader" className={styles.mark}>
                    <input
                        type="checkbox"
                        aria-label={t("selectAll")}
                        checked={allSelected}
                        disabled={!onToggleAll}
                        onChange={onToggleAll}
                    />
                </div>
                {columns.map(({ key, title, hint, align }) => {
                    const isKey = order.key === key;
                    return (
                        <div
                            key={key}
                            role="columnheader"
                            aria-sort={isKey ? (order.descending ? "descending" : "ascending") : "none"}
                            className={align === "end" ? styles.end : undefined}
                        >
                            <button
                                type="button"
                                title={hint ?? t("sortBy", { column: title })}
                                onClick={() => onOrder(key)}
                            >
                                <span>{title}</span>
                                {isKey && (order.descending ? <ChevronDown aria-hidden /> : <ChevronUp aria-hidden />)}
                            </button>
                        </div>
                    );
                })}
            </div>
        </div>
    );
}
