import { Hammer, X } from "lucide-react";
import { useSession } from "../../api/session";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Command } from "../../ui/Command";
import { Panel } from "../../ui/Panel";
import { Prose } from "../../ui/Prose";
import { Notice } from "../../ui/Status";
import { Steps } from "../work/Steps";
import { useKeptWork } from "../work/works";
import styles from "./apps.module.css";
import { texts } from "./words";

/** The app of the folder in which the command line runs. */
export function AppPanel() {
    const t = useText(texts);
    const session = useSession();
    const [work, start, cancel] = useKeptWork("app.up");
    const { host = false, app = null } = session ?? {};
    const urls = work.events.flatMap(({ urls }) => (urls as string[] | undefined) ?? []);
    return (
        <Panel title={t("app")}>
            <div className={styles.stack}>
                {!host && (
                    <p>
                        <Prose>{t("noHost")}</Prose>
                    </p>
                )}
                {host && !app && (
                    <p>
                        <Prose>{t("noApp")}</Prose>
                    </p>
                )}
                {host && app && (
                    <div className={styles.head}>
                        <div className={styles.app}>
                            <strong>{app.name}</strong>
                            <code>{app.folder}</code>
                        </div>
                        {work.running ? (
                            <Button onClick={cancel}>
                                <X aria-hidden />
                                {t("cancel")}
                            </Button>
                        ) : (
                            <Button look="primary" onClick={() => start({ do: "app.up" })}>
                                <Hammer aria-hidden />
                                {t("build")}
                            </Button>
                        )}
                    </div>
                )}
                <Steps work={work} />
                {work.done && urls.length > 0 && (
                    <Notice tone="good">
                        {t("answers")} <Urls urls={urls} />
                    </Notice>
                )}
                {host && app && <span className={styles.faint}>{t("same")}</span>}
                <Command>devcluster up</Command>
            </div>
        </Panel>
    );
}

export function Urls({ urls }: { urls: string[] }) {
    return urls.map((url, at) => (
        <span key={url}>
            {at > 0 && " · "}
            {/^https?:/.test(url) ? (
                <a href={url} target="_blank" rel="noreferrer">
                    {url}
                </a>
            ) : (
                url
            )}
        </span>
    ));
}
