import { useVirtualizer } from "../../ui/virtual";
import { ArrowDown } from "lucide-react";
import { type UIEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import type { Shown } from "./useLines";
import { Row } from "./Row";
import styles from "./logs.module.css";
import { toggled } from "./toggled";
import { texts } from "./words";

interface Props {
    shown: Shown;
    /** By pod and container, what tells a line's source; null where there is but one. */
    name: (pod: string, container: string) => string | null;
    color: (pod: string) => number;
    times: boolean;
    wrap: boolean;
    follows: boolean;
    onFollow: (follows: boolean) => void;
    /** Index of the match to look at. */
    at: number | null;
}

const HEIGHT = 20;

/** The lines, of which only those in sight are in the document. */
export function Lines({ shown, name, color, times, wrap, follows, onFollow, at }: Props) {
    const t = useText(texts);
    const { lines, find, more, dropped } = shown;
    const scroller = useRef<HTMLDivElement>(null);
    const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
    const toggle = useCallback((id: number) => setOpen((before) => toggled(before, id)), []);
    const measured = wrap || open.size > 0;
    const list = useVirtualizer({
        count: lines.length,
        getScrollElement: () => scroller.current,
        estimateSize: () => HEIGHT,
        getItemKey: (index) => lines[index]?.id ?? index,
        overscan: 12,
    });
    // Heights of before mean nothing when lines are broken elsewhere.
    useLayoutEffect(() => {
        list.measure();
        if (measured) scroller.current?.querySelectorAll<HTMLElement>("[data-index]").forEach(list.measureElement);
    }, [measured, wrap, list]);
    const target = at === null ? undefined : shown.matches[at];
    useEffect(() => {
        if (target !== undefined) list.scrollToIndex(target, { align: "center" });
    }, [target, list]);
    useLayoutEffect(() => {
        const element = scroller.current;
        if (follows && element) element.scrollTop = element.scrollHeight;
    });
    const last = useRef(0);
    const scrolled = ({ currentTarget: element }: UIEvent<HTMLDivElement>) => {
        const up = element.scrollTop < last.current - 1;
        last.current = element.scrollTop;
        const end = element.scrollHeight - element.scrollTop - element.clientHeight < HEIGHT;
        if (follows && up && !end) onFollow(false);
        else if (!follows && !up && end) onFollow(true);
    };
    return (
        <div className={styles.frame}>
            {/* Its lines are many: a reader goes through them by the keyboard, and is not told of each. */}
            <div
                ref={scroller}
                className={`${styles.scroller} ${wrap ? styles.wrap : ""}`}
                role="log"
                aria-live="off"
                aria-label={t("lines")}
                tabIndex={0}
                onScroll={scrolled}
            >
                {dropped > 0 && <p className={styles.dropped}>{t("dropped", { n: dropped })}</p>}
                <div style={{ height: list.getTotalSize() }} className={styles.all}>
                    {list.getVirtualItems().map(({ key, index, start }) => {
                        const line = lines[index];
                        if (!line) return null;
                        return (
                            <div
                                key={key}
                                data-index={index}
                                ref={measured ? list.measureElement : undefined}
                                className={`${styles.row} ${index === target ? styles.current : ""}`}
                                style={{ transform: `translateY(${start}px)` }}
                            >
                                <Row
                                    line={line}
                                    find={find}
                                    name={name(line.pod, line.container)}
                                    color={color(line.pod)}
                                    times={times}
                                    open={open.has(line.id)}
                                    onToggle={toggle}
                                    t={t}
                                />
                            </div>
                        );
                    })}
                </div>
            </div>
            {!follows && lines.length > 0 && (
                <Button look="primary" className={styles.more} onClick={() => onFollow(true)}>
                    <ArrowDown aria-hidden />
                    {more > 0 ? t("more", { n: more }) : t("toEnd")}
                </Button>
            )}
        </div>
    );
}
