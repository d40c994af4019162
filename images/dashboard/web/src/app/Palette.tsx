import { type KeyboardEvent, useMemo, useState } from "react";
import { useLocation } from "wouter";
import { useKinds } from "../api/kinds";
import type { PodRow, Workload } from "../api/objects";
import { useRows } from "../api/rows";
import { setLanguage } from "../i18n/language";
import { useText } from "../i18n/text";
import { Dialog } from "../ui/Dialog";
import styles from "./palette.module.css";
import {
    ADDONS,
    DEPLOY,
    DEPLOYMENTS,
    IMAGES,
    LOGS,
    MAP,
    OVERVIEW,
    PODS,
    explorePath,
    logsPage,
    objectPage,
} from "./routes";
import { switchTheme } from "./theme";
import { texts } from "./words";

interface Choice {
    title: string;
    hint: string;
    run: () => void;
}

const SHOWN = 50;

/** Goes anywhere by name. */
export function Palette({ onClose }: { onClose: () => void }) {
    const t = useText(texts);
    const [words, setWords] = useState("");
    const [at, setAt] = useState(0);
    const choices = useChoices();
    const found = useMemo(() => search(choices, words), [choices, words]);
    const run = (choice: Choice | undefined) => {
        if (!choice) return;
        onClose();
        choice.run();
    };
    const pressed = (event: KeyboardEvent) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
            event.preventDefault();
            setAt((at + step + found.length) % Math.max(1, found.length));
        } else if (event.key === "Enter") {
            event.preventDefault();
            run(found[at]);
        }
    };
    return (
        <Dialog title={<span className="only-for-readers">{t("find")}</span>} onClose={onClose}>
            <input
                autoFocus
                role="combobox"
                aria-expanded="true"
                aria-controls="choices"
                aria-activedescendant={found[at] && `choice-${at}`}
                aria-label={t("find")}
                placeholder={t("find")}
                value={words}
                onChange={(event) => {
                    setWords(event.target.value);
                    setAt(0);
                }}
                onKeyDown={pressed}
            />
            <ul id="choices" role="listbox" aria-label={t("find")} className={styles.choices}>
                {found.map((choice, index) => (
                    <li
                        key={`${choice.hint}/${choice.title}`}
                        id={`choice-${index}`}
                        role="option"
                        aria-selected={index === at}
                        ref={index === at ? (element) => element?.scrollIntoView({ block: "nearest" }) : undefined}
                        onClick={() => run(choice)}
                    >
                        <span>{choice.title}</span>
                        <small>{choice.hint}</small>
                    </li>
                ))}
            </ul>
            {found.length === 0 && <p>{t("nothing")}</p>}
        </Dialog>
    );
}

/** All words have to be in a choice; those that begin with what was typed come first. */
function search(choices: Choice[], words: string): Choice[] {
    const parts = words.toLowerCase().split(/\s+/).filter(Boolean);
    const text = ({ title, hint }: Choice) => `${title} ${hint}`.toLowerCase();
    const found = choices.filter((choice) => parts.every((part) => text(choice).includes(part)));
    const begins = (choice: Choice) => Number(text(choice).startsWith(parts[0] ?? ""));
    return found.sort((one, other) => begins(other) - begins(one)).slice(0, SHOWN);
}

function useChoices(): Choice[] {
    const t = useText(texts);
    const [, go] = useLocation();
    const kinds = useKinds();
    const pods = useRows<PodRow>({ path: "/api/v1/pods", view: "pod" });
    const deployments = useRows<Workload>({ path: "/apis/apps/v1/deployments", view: "object" });
    return useMemo(() => {
        const page = (title: string, to: string): Choice => ({ title, hint: t("pages"), run: () => go(to) });
        const action = (title: string, run: () => void): Choice => ({ title, hint: t("actions"), run });
        return [
            page(t("overview"), OVERVIEW),
            page(t("map"), MAP),
            page(t("logs"), LOGS),
            page(t("deploy"), DEPLOY),
            page(t("addons"), ADDONS),
            page(t("images"), IMAGES),
            action(`${t("dark")} / ${t("light")}`, switchTheme),
            action("English", () => setLanguage("en")),
            action("日本語", () => setLanguage("ja")),
            ...kinds
                .filter(({ verbs }) => verbs.includes("list"))
                .map((kind) => ({
                    title: kind.kind,
                    hint: [t("kinds"), kind.plural, ...kind.shortNames, kind.group].filter(Boolean).join(" · "),
                    run: () => go(explorePath(kind)),
                })),
            ...deployments.rows.flatMap(({ metadata: { name, namespace = "" } }) => [
                {
                    title: name,
                    hint: `Deployment · ${namespace}`,
                    run: () => go(objectPage(DEPLOYMENTS, namespace, name)),
                },
            ]),
            ...pods.rows.flatMap(({ name, namespace }) => [
                { title: name, hint: `Pod · ${namespace}`, run: () => go(objectPage(PODS, namespace, name)) },
                {
                    title: `${t("logs")}: ${name}`,
                    hint: namespace,
                    run: () => go(logsPage({ namespace, pods: [name] })),
                },
            ]),
        ];
    }, [kinds, pods.rows, deployments.rows, go, t]);
}
