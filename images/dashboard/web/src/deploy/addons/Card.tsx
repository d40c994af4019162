import { ExternalLink, Power } from "lucide-react";
import { useState } from "react";
import { type Failure, ask } from "../../api/host";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Command } from "../../ui/Command";
import { Prose } from "../../ui/Prose";
import { Notice, Status, type Tone } from "../../ui/Status";
import { Steps } from "../work/Steps";
import { useKeptWork } from "../work/works";
import styles from "./addons.module.css";
import { Field } from "./Field";
import { type Addon, changes, enableCommand } from "./options";
import { texts } from "./words";

const TONES: Record<Addon["state"], Tone> = { enabled: "good", disabled: "idle", failed: "bad", outdated: "warn" };

/** One addon: what it is, and all that can be done with it. */
export function Card({ addon, onChange }: { addon: Addon; onChange: () => void }) {
    const t = useText(texts);
    const [work, start] = useKeptWork(`addon ${addon.name}`);
    const [fields, setFields] = useState<Record<string, string>>({});
    const [sure, setSure] = useState(false);
    const set = changes(addon.options, fields);
    const isOn = addon.state !== "disabled";
    const changed = set !== null && Object.keys(set).length > 0;
    const enable = () => {
        start({ do: "addon.enable", name: addon.name, set: set ?? {} }, onChange);
        setFields({});
    };
    const disable = () => {
        start({ do: "addon.disable", name: addon.name }, onChange);
        setSure(false);
    };
    const enableWord = ({ disabled: "enable", enabled: "set", failed: "repair", outdated: "update" } as const)[
        addon.state
    ];
    return (
        <article className={styles.card} aria-label={addon.name}>
            <header className={styles.head}>
                <h2>{addon.name}</h2>
                <span className={styles.faint}>{addon.version}</span>
                <Status tone={TONES[addon.state]}>{t(addon.state)}</Status>
            </header>
            <p className={styles.summary}>
                <Prose>{addon.summary}</Prose>
            </p>
            {addon.memory && <p className={styles.faint}>{t("memory", { memory: addon.memory })}</p>}
            {addon.options.length > 0 && (
                <details className={styles.options}>
                    <summary>{t("options")}</summary>
                    <div className={styles.form}>
                        {addon.options.map((option) => (
                            <Field
                                key={option.name}
                                option={option}
                                text={fields[option.name]}
                                onChange={(text) => setFields({ ...fields, [option.name]: text })}
                            />
                        ))}
                    </div>
                </details>
            )}
            <div className={styles.actions}>
                {(enableWord !== "set" || changed) && (
                    <Button look="primary" disabled={work.running || set === null} onClick={enable}>
                        <Power aria-hidden />
                        {t(enableWord)}
                    </Button>
                )}
                {isOn && !sure && (
                    <Button disabled={work.running} onClick={() => setSure(true)}>
                        {t("disable")}
                    </Button>
                )}
                {sure && (
                    <>
                        <Button look="danger" onClick={disable}>
                            {t("sure")}
                        </Button>
                        <Button onClick={() => setSure(false)}>{t("keep")}</Button>
                    </>
                )}
                {addon.opens && isOn && <Open name={addon.name} />}
            </div>
            <Steps work={work} />
            <details className={styles.options}>
                <summary>{t("same")}</summary>
                <div className={styles.commands}>
                    <Command>{enableCommand(addon.name, set ?? {})}</Command>
                    {isOn && <Command>{`devcluster addon disable ${addon.name}`}</Command>}
                    {isOn && addon.opens && <Command>{`devcluster addon open ${addon.name}`}</Command>}
                </div>
            </details>
        </article>
    );
}

/** Asks where it is first: the way there may have to be made. */
function Open({ name }: { name: string }) {
    const t = useText(texts);
    const [url, setUrl] = useState<string | null>(null);
    const [failure, setFailure] = useState<Failure | null>(null);
    const [asks, setAsks] = useState(false);
    const open = async () => {
        setAsks(true);
        setFailure(null);
        try {
            setUrl((await ask<{ url: string }>({ do: "addon.open", name })).url);
        } catch (error) {
            setFailure(error as Failure);
        }
        setAsks(false);
    };
    if (url && /^https?:/.test(url)) {
        return (
            <span className={styles.opened}>
                {t("opened")}{" "}
                <a href={url} target="_blank" rel="noreferrer">
                    {url}
                </a>
            </span>
        );
    }
    return (
        <>
            <Button disabled={asks} onClick={open}>
                <ExternalLink aria-hidden />
                {t("open")}
            </Button>
            {failure && (
                <Notice tone="bad">
                    <Prose>{[failure.message, failure.hint].filter(Boolean).join("; ")}</Prose>
                </Notice>
            )}
        </>
    );
}
