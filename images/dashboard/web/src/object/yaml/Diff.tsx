import { type ReactNode, useMemo, useState } from "react";
import { useText } from "../../i18n/text";
import colours from "../../yaml/colours.module.css";
import { START, type Token, tokensOf } from "../../yaml/tokens";
import { type Line, compare, folded } from "./lines";
import { texts } from "./words";
import styles from "./yaml.module.css";

/** Two texts in one: what goes above what comes. */
export function Diff({ label, before, after }: { label: string; before: string; after: string }) {
    const t = useText(texts);
    const parts = useMemo(() => {
        const texts = [linesOf(before), linesOf(after)] as const;
        const [gone, there] = [tokensOfAll(texts[0]), tokensOfAll(texts[1])];
        const row = (line: Line): Row => ({ ...line, tokens: (line.kind === "gone" ? gone : there)[line.at]! });
        return folded(compare(...texts)).map(({ lines, hidden }) => ({ rows: lines.map(row), hidden }));
    }, [before, after]);
    const [open, setOpen] = useState<ReadonlySet<number>>(new Set());
    return (
        <div role="group" aria-label={label} tabIndex={0} className={styles.diff}>
            {parts.map(({ rows, hidden }, at) =>
                hidden && !open.has(at) ? (
                    <button key={at} type="button" onClick={() => setOpen(new Set([...open, at]))}>
                        {t("same", { n: rows.length })}
                    </button>
                ) : (
                    <Rows key={at} rows={rows} />
                ),
            )}
        </div>
    );
}

interface Row extends Line {
    tokens: Token[];
}

const linesOf = (text: string) => text.replace(/\n$/, "").split("\n");

function tokensOfAll(lines: string[]): Token[][] {
    let state = START;
    return lines.map((line) => {
        const { tokens, after } = tokensOf(line, state);
        state = after;
        return tokens;
    });
}

const LOOKS = {
    same: { Tag: "div", sign: "", look: "" },
    gone: { Tag: "del", sign: "-", look: styles.gone },
    new: { Tag: "ins", sign: "+", look: styles.new },
} as const;

function Rows({ rows }: { rows: Row[] }) {
    return rows.map(({ kind, text, at, tokens }, index) => {
        const { Tag, sign, look } = LOOKS[kind];
        return (
            <Tag key={index} className={`${styles.line} ${look}`}>
                {/* Not a part of the text that is copied. */}
                <span data-number={kind === "gone" ? "" : at + 1} data-sign={sign} />
                {coloured(text, tokens)}
            </Tag>
        );
    });
}

function coloured(text: string, tokens: Token[]): ReactNode {
    const ends = [0, ...tokens.map(({ to }) => to)];
    return [
        ...tokens.flatMap(({ from, to, kind }, at) => [
            text.slice(ends[at], from),
            <span key={from} className={colours[kind]}>
                {text.slice(from, to)}
            </span>,
        ]),
        text.slice(ends.at(-1)),
    ];
}
