import { RefreshCw } from "lucide-react";
import { useSession } from "../api/session";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import { Command } from "../ui/Command";
import { Panel } from "../ui/Panel";
import { Prose } from "../ui/Prose";
import { Notice } from "../ui/Status";
import { Card } from "./addons/Card";
import type { Addon } from "./addons/options";
import styles from "./addons/addons.module.css";
import { texts } from "./addons/words";
import { useAsked } from "./work/useAsked";

/** What devcluster can bring into the cluster. */
export function Addons() {
    const t = useText(texts);
    const host = useSession()?.host ?? false;
    const { answer, failure, asks, again } = useAsked<{ addons: Addon[] }>(host ? { do: "addons" } : null);
    if (!host) {
        return (
            <>
                <h1>{t("title")}</h1>
                <Panel>
                    <div className={styles.way}>
                        <p>{t("noHost")}</p>
                        <Command>devcluster dashboard</Command>
                        <p>{t("other")}</p>
                        <Command>devcluster addon list</Command>
                        <Command>devcluster addon enable metrics</Command>
                    </div>
                </Panel>
            </>
        );
    }
    return (
        <>
            <div className={styles.lead}>
                <div>
                    <h1>{t("title")}</h1>
                    <p className={styles.summary}>{t("about")}</p>
                </div>
                <Button onClick={again} disabled={asks}>
                    <RefreshCw aria-hidden />
                    {t("again")}
                </Button>
            </div>
            {failure && (
                <Notice tone="bad">
                    <Prose>{[failure.message, failure.hint].filter(Boolean).join("; ")}</Prose>
                </Notice>
            )}
            {!answer && asks && <p className={styles.faint}>{t("loading")}</p>}
            <div className={styles.cards}>
                {answer?.addons.map((addon) => (
                    <Card key={addon.name} addon={addon} onChange={again} />
                ))}
            </div>
        </>
    );
}
