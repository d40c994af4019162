import { PackagePlus } from "lucide-react";
import { type FormEvent, useId, useState } from "react";
import { useSession } from "../../api/session";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Command } from "../../ui/Command";
import { Panel } from "../../ui/Panel";
import { Notice } from "../../ui/Status";
import table from "../deploy.module.css";
import { Steps } from "../work/Steps";
import { useAsked } from "../work/useAsked";
import { useKeptWork } from "../work/works";
import styles from "./images.module.css";
import { texts } from "./words";

/** Brings an image of the container engine to all nodes. */
export function LoadPanel({ onLoaded }: { onLoaded: () => void }) {
    const t = useText(texts);
    const id = useId();
    const host = useSession()?.host ?? false;
    const { answer, again } = useAsked<{ images: string[] }>(host ? { do: "image.candidates" } : null);
    const [name, setName] = useState("");
    const [work, start] = useKeptWork("image.load");
    const submit = (event: FormEvent) => {
        event.preventDefault();
        start({ do: "image.load", name: name.trim() }, onLoaded);
    };
    return (
        <Panel title={t("load")}>
            <div className={table.stack}>
                {!host && <p className={table.faint}>{t("noHost")}</p>}
                {host && (
                    <form className={styles.form} onSubmit={submit}>
                        <label htmlFor={id}>{t("image")}</label>
                        <input
                            id={id}
                            required
                            list={`${id}-names`}
                            placeholder="my-app:dev"
                            autoComplete="off"
                            spellCheck={false}
                            value={name}
                            onFocus={again}
                            onChange={({ target }) => setName(target.value)}
                        />
                        <datalist id={`${id}-names`}>
                            {answer?.images.map((one) => (
                                <option key={one} value={one} />
                            ))}
                        </datalist>
                        <Button look="primary" type="submit" disabled={work.running || name.trim() === ""}>
                            <PackagePlus aria-hidden />
                            {t("do")}
                        </Button>
                    </form>
                )}
                <Steps work={work} />
                {work.done && <Notice tone="good">{t("loaded")}</Notice>}
                <Command>{`devcluster image load ${name.trim() || "NAME"}`}</Command>
            </div>
        </Panel>
    );
}
