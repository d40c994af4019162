/** What is in a ConfigMap or a Secret. */
import { Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import type { KubeObject } from "../../api/objects";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Empty, Panel } from "../../ui/Panel";
import { decoded, sizeOf } from "./data";
import styles from "../summary/summary.module.css";
import { texts } from "../summary/words";

interface Data extends KubeObject {
    data?: Record<string, string>;
    binaryData?: Record<string, string>;
}

export function DataSummary({ object, secret }: { object: KubeObject; secret: boolean }) {
    const t = useText(texts);
    const { data = {}, binaryData = {} } = object as Data;
    const all = [
        ...Object.entries(data).map(([name, text]) => ({ name, text, encoded: secret })),
        ...Object.entries(binaryData).map(([name, text]) => ({ name, text, encoded: true })),
    ];
    return (
        <div className={styles.wide}>
            <Panel title={t("data")} bare>
                {all.length === 0 && <Empty>{t("empty")}</Empty>}
                {all.map((datum) => (
                    <Datum key={datum.name} {...datum} hidden={secret} />
                ))}
            </Panel>
        </div>
    );
}

function Datum({ name, text, encoded, hidden }: { name: string; text: string; encoded: boolean; hidden: boolean }) {
    const t = useText(texts);
    const [shown, setShown] = useState(!hidden);
    return (
        <div className={styles.datum}>
            <div>
                <strong>{name}</strong>
                <small>{t("size", { n: sizeOf(text, encoded) })}</small>
                {hidden && (
                    <Button onClick={() => setShown(!shown)} aria-expanded={shown}>
                        {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
                        {t(shown ? "hide" : "show")}
                    </Button>
                )}
            </div>
            {shown && <pre tabIndex={0}>{encoded ? (decoded(text) ?? text) : text}</pre>}
        </div>
    );
}
