import { type KeyboardEvent, memo, useCallback, useState } from "react";
import { Link } from "wouter";
import { CellCanvas } from "./CellCanvas";
import type { Cell } from "./cells";
import styles from "./cells.module.css";

interface Tip {
    text: string;
    left: number;
    top: number;
}

interface Props {
    cells: Cell[];
    label: string;
    /** On a canvas, for those that are many. */
    drawn: boolean;
}

/** Marks in lines, each with its name on hover and focus, each leading to its page. */
export const Cells = memo(function Cells({ cells, label, drawn }: Props) {
    const [tip, setTip] = useState<Tip | null>(null);
    const show = useCallback((text: string | null, x = 0, y = 0) => {
        setTip(text === null ? null : { text, left: Math.max(8, Math.min(x, innerWidth - 280)), top: y });
    }, []);
    return (
        <>
            {drawn ? (
                <CellCanvas cells={cells} label={label} onShow={show} />
            ) : (
                <CellLinks cells={cells} label={label} onShow={show} />
            )}
            {tip && (
                <div className={styles.tip} role="tooltip" style={{ left: tip.left, top: tip.top }}>
                    {tip.text}
                </div>
            )}
        </>
    );
});

export type Show = (text: string | null, x?: number, y?: number) => void;

function CellLinks({ cells, label, onShow }: { cells: Cell[]; label: string; onShow: Show }) {
    const over = (element: EventTarget) => {
        const link = element instanceof Element ? element.closest("a") : null;
        if (!link) return onShow(null);
        const { left, bottom } = link.getBoundingClientRect();
        onShow(link.getAttribute("aria-label"), left, bottom + 6);
    };
    return (
        <ul
            className={styles.cells}
            aria-label={label}
            onPointerOver={({ target }) => over(target)}
            onPointerLeave={() => onShow(null)}
            onFocus={({ target }) => over(target)}
            onBlur={() => onShow(null)}
            onKeyDown={move}
        >
            {cells.map((cell, index) => (
                <li key={cell.key}>
                    <Link
                        href={cell.href}
                        aria-label={cell.title}
                        tabIndex={index === 0 ? 0 : -1}
                        className={`${styles.cell} ${styles[cell.tone]} ${cell.faint ? styles.faint : ""}`}
                    />
                </li>
            ))}
        </ul>
    );
}

/** One stop for the Tab key; arrows go on from there. */
function move(event: KeyboardEvent<HTMLUListElement>) {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const links = [...event.currentTarget.querySelectorAll("a")];
    const next = links[links.indexOf(document.activeElement as HTMLAnchorElement) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
}
