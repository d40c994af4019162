import { ChevronDown, ChevronRight } from "lucide-react";
import type { CSSProperties } from "react";
import type { Text } from "../../i18n/text";
import { type Look, spans } from "./text/ansi";
import { level, pretty } from "./text/level";
import type { LogLine } from "./sources/line";
import styles from "./logs.module.css";
import { type Finder, segments } from "./text/search";
import type { texts } from "./words";

interface Props {
    line: LogLine;
    find: Finder;
    name: string | null;
    color: number;
    times: boolean;
    open: boolean;
    onToggle: (id: number) => void;
    t: Text<keyof (typeof texts)["en"]>;
}

export function Row({ line, find, name, color, times, open, onToggle, t }: Props) {
    const tag = name && (
        <span className={styles.pod} style={{ color: `var(--series-${color + 1})` }} title={line.pod}>
            {name}
        </span>
    );
    if (line.note) {
        return (
            <p className={styles.note}>
                {tag ?? line.pod}
                {" · "}
                {t(line.note)}
            </p>
        );
    }
    const bad = level(line.text);
    const json = pretty(line.text);
    return (
        <>
            {bad && (
                <span className={styles[bad]} title={t(bad)}>
                    <span className="only-for-readers">{t(bad)}</span>
                </span>
            )}
            {times && (
                <time className={styles.time} dateTime={line.time} title={line.time}>
                    {clock(line.at)}
                </time>
            )}
            {tag}
            {json && (
                <button
                    type="button"
                    className={styles.unfold}
                    aria-expanded={open}
                    aria-label={t(open ? "fold" : "unfold")}
                    onClick={() => onToggle(line.id)}
                >
                    {open ? <ChevronDown aria-hidden /> : <ChevronRight aria-hidden />}
                </button>
            )}
            <span className={styles.text}>
                {json && open ? (
                    <span className={styles.json}>{json}</span>
                ) : (
                    segments(spans(line.raw), find?.(line.text) ?? []).map(({ text, look, found }, at) => (
                        <Part key={at} text={text} look={look} found={found} />
                    ))
                )}
            </span>
        </>
    );
}

function Part({ text, look, found }: { text: string; look: Look; found: boolean }) {
    const style = Object.keys(look).length === 0 ? undefined : css(look);
    return found ? <mark style={style}>{text}</mark> : <span style={style}>{text}</span>;
}

/** Colours outside of the palette are of no theme: half of the page's ink makes them readable. */
const letters = (color: string | undefined) =>
    color?.startsWith("rgb") ? `color-mix(in srgb, ${color}, var(--ink))` : ground(color);
const ground = (color: string | undefined) => (color?.startsWith("rgb") ? color : color && `var(--ansi-${color})`);

function css(look: Look): CSSProperties {
    const [front, back] = [letters(look.color), ground(look.background)];
    return {
        // Colours of the palette are for letters: on them the page's ground is what can be read.
        color: look.inverse || back?.startsWith("var") ? "var(--surface)" : front,
        background: look.inverse ? (front ?? "var(--ink)") : back,
        fontWeight: look.bold ? 700 : undefined,
        opacity: look.dim ? 0.75 : undefined,
        fontStyle: look.italic ? "italic" : undefined,
        textDecoration: look.underline ? "underline" : undefined,
    };
}

const two = (number: number) => String(number).padStart(2, "0");

/** The browser's time of day: `15:04:05.123`. */
function clock(at: number): string {
    const date = new Date(at);
    const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
    return `${time}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
