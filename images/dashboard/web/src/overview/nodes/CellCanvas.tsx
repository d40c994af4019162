import { type PointerEvent, useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { useTheme } from "../../app/theme";
import type { Tone } from "../../ui/Status";
import type { Show } from "./Cells";
import { type Cell, PITCH, SIZE, cellAt, perLine } from "./cells";
import styles from "./cells.module.css";

interface Props {
    cells: Cell[];
    label: string;
    onShow: Show;
}

/** Hundreds of marks in one element. */
export function CellCanvas({ cells, label, onShow }: Props) {
    const canvas = useRef<HTMLCanvasElement>(null);
    const [width, setWidth] = useState(0);
    const theme = useTheme();
    const [, go] = useLocation();
    useEffect(() => {
        const element = canvas.current?.parentElement;
        if (!element) return;
        const observer = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
        observer.observe(element);
        return () => observer.disconnect();
    }, []);
    useEffect(() => {
        if (canvas.current && width > 0) draw(canvas.current, cells, width);
    }, [cells, width, theme]);
    const at = (event: PointerEvent | { nativeEvent: MouseEvent }): Cell | undefined => {
        const { offsetX, offsetY } = event.nativeEvent;
        return cells[cellAt(offsetX, offsetY, width, cells.length)];
    };
    return (
        <div className={styles.canvas}>
            <canvas
                ref={canvas}
                role="img"
                aria-label={label}
                onPointerMove={(event) => {
                    const cell = at(event);
                    event.currentTarget.style.cursor = cell ? "pointer" : "";
                    onShow(cell?.title ?? null, event.clientX + 10, event.clientY + 14);
                }}
                onPointerLeave={() => onShow(null)}
                onClick={(event) => {
                    const cell = at(event);
                    if (cell) go(cell.href);
                }}
            />
        </div>
    );
}

function draw(canvas: HTMLCanvasElement, cells: Cell[], width: number) {
    const columns = perLine(width);
    const height = Math.ceil(cells.length / columns) * PITCH;
    const scale = devicePixelRatio;
    canvas.width = width * scale;
    canvas.height = height * scale;
    canvas.style.height = `${height}px`;
    const context = canvas.getContext("2d");
    if (!context) return;
    const style = getComputedStyle(canvas);
    const tones: Tone[] = ["good", "warn", "bad", "idle"];
    const colours = Object.fromEntries(tones.map((tone) => [tone, style.getPropertyValue(`--${tone}`)]));
    context.scale(scale, scale);
    cells.forEach((cell, index) => {
        context.globalAlpha = cell.faint ? 0.3 : 1;
        context.fillStyle = context.strokeStyle = colours[cell.tone] ?? "";
        context.beginPath();
        mark(context, cell.tone, (index % columns) * PITCH, Math.floor(index / columns) * PITCH);
    });
}

/** The same shapes as those of cells.module.css. */
function mark(context: CanvasRenderingContext2D, tone: Tone, x: number, y: number) {
    const half = SIZE / 2;
    if (tone === "good") {
        context.roundRect(x, y, SIZE, SIZE, 3);
    } else if (tone === "warn") {
        context.moveTo(x + half, y);
        context.lineTo(x + SIZE, y + SIZE);
        context.lineTo(x, y + SIZE);
    } else if (tone === "bad") {
        context.moveTo(x + half, y - 1);
        context.lineTo(x + SIZE + 1, y + half);
        context.lineTo(x + half, y + SIZE + 1);
        context.lineTo(x - 1, y + half);
    } else {
        context.lineWidth = 2;
        context.arc(x + half, y + half, half - 1, 0, 2 * Math.PI);
        context.stroke();
        return;
    }
    context.closePath();
    context.fill();
}
