import { ArrowDown, ArrowUp, Copy, Download, Regex } from "lucide-react";
import type { KeyboardEvent, ReactNode } from "react";
import { SEARCH_FIELD } from "../../app/shortcuts";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import styles from "./logs.module.css";
import type { Query } from "./text/search";
import type { Options } from "./sources/source";
import { texts } from "./words";

export interface View {
    query: Query;
    only: boolean;
    times: boolean;
    wrap: boolean;
}

interface Props {
    view: View;
    onView: (change: Partial<View>) => void;
    options: Options;
    onOptions: (change: Partial<Options>) => void;
    follows: boolean;
    onFollow: (follows: boolean) => void;
    matches: number;
    at: number | null;
    onStep: (step: 1 | -1) => void;
    problem: string | null;
    onCopy: () => void;
    onDownload: () => void;
}

const number = (text: string) => (text === "" ? null : Number(text));

export function Toolbar(props: Props) {
    const t = useText(texts);
    const { view, onView, options, onOptions, follows, onFollow, onCopy, onDownload } = props;
    return (
        <div className={styles.toolbar}>
            <div className={styles.tools}>
                <Search {...props} />
                <div className={styles.toggles}>
                    <Button look="quiet" onClick={onCopy} aria-label={t("copy")} title={t("copy")}>
                        <Copy aria-hidden />
                    </Button>
                    <Button look="quiet" onClick={onDownload} aria-label={t("download")} title={t("download")}>
                        <Download aria-hidden />
                    </Button>
                </div>
            </div>
            <label className={styles.choice}>
                {t("since")}
                <select
                    value={options.since ?? ""}
                    onChange={({ target }) => onOptions({ since: number(target.value) })}
                >
                    <option value="300">{t("m5")}</option>
                    <option value="3600">{t("h1")}</option>
                    <option value="">{t("all")}</option>
                </select>
            </label>
            <label className={styles.choice}>
                {t("tail")}
                <select value={options.tail ?? ""} onChange={({ target }) => onOptions({ tail: number(target.value) })}>
                    {[100, 1000, 10000].map((n) => (
                        <option key={n} value={n}>
                            {t("lastLines", { n })}
                        </option>
                    ))}
                    <option value="">{t("all")}</option>
                </select>
            </label>
            <div className={styles.toggles}>
                <Toggle on={follows} onClick={() => onFollow(!follows)}>
                    {t("follow")}
                </Toggle>
                <Toggle on={view.wrap} onClick={() => onView({ wrap: !view.wrap })}>
                    {t("wrap")}
                </Toggle>
                <Toggle on={view.times} onClick={() => onView({ times: !view.times })}>
                    {t("times")}
                </Toggle>
                <Toggle
                    on={options.previous}
                    title={t("previousHint")}
                    onClick={() => onOptions({ previous: !options.previous })}
                >
                    {t("previous")}
                </Toggle>
            </div>
        </div>
    );
}

function Search({ view, onView, matches, at, onStep, problem }: Props) {
    const t = useText(texts);
    const { query, only } = view;
    const pressed = (event: KeyboardEvent) => {
        if (event.key === "Enter") onStep(event.shiftKey ? -1 : 1);
        else if (event.key === "Escape") onView({ query: { ...query, text: "" } });
    };
    return (
        <div className={styles.search}>
            <div className={styles.field}>
                <input
                    {...SEARCH_FIELD}
                    type="search"
                    aria-label={t("search")}
                    placeholder={t("search")}
                    value={query.text}
                    aria-invalid={problem !== null}
                    onChange={({ target }) => onView({ query: { ...query, text: target.value } })}
                    onKeyDown={pressed}
                />
                <Toggle
                    on={query.regular}
                    title={t("regular")}
                    onClick={() => onView({ query: { ...query, regular: !query.regular } })}
                >
                    <Regex aria-hidden />
                    <span className="only-for-readers">{t("regular")}</span>
                </Toggle>
            </div>
            {query.text !== "" && (
                <>
                    <span className={styles.count} role="status">
                        {matches === 0 ? t("noMatch") : t("matches", { at: at === null ? "–" : at + 1, n: matches })}
                    </span>
                    <Button look="quiet" onClick={() => onStep(-1)} aria-label={t("before")} title={t("before")}>
                        <ArrowUp aria-hidden />
                    </Button>
                    <Button look="quiet" onClick={() => onStep(1)} aria-label={t("after")} title={t("after")}>
                        <ArrowDown aria-hidden />
                    </Button>
                    <Toggle on={only} onClick={() => onView({ only: !only })}>
                        {t("only")}
                    </Toggle>
                </>
            )}
        </div>
    );
}

interface ToggleProps {
    on: boolean;
    title?: string;
    onClick: () => void;
    children: ReactNode;
}

function Toggle({ on, title, onClick, children }: ToggleProps) {
    return (
        <button type="button" className={styles.toggle} aria-pressed={on} title={title} onClick={onClick}>
            {children}
        </button>
    );
}
