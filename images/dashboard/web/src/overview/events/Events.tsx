import { TriangleAlert } from "lucide-react";
import { memo, useMemo, useState } from "react";
import { Link } from "wouter";
import { type Kind, findKind, useKinds } from "../../api/kinds";
import type { EventObject } from "../../api/objects";
import { objectPage } from "../../app/routes";
import { age, useNow } from "../../i18n/moment";
import { useText } from "../../i18n/text";
import { Empty, Panel } from "../../ui/Panel";
import styles from "./events.module.css";
import { type Told, told } from "./merge";
import { texts } from "./words";

/** Events as they happen, the newest first. */
export const Events = memo(function Events({ events, chosen }: { events: EventObject[]; chosen: string | null }) {
    const t = useText(texts);
    const kinds = useKinds();
    const now = useNow(5000);
    const [warnings, setWarnings] = useState(false);
    const { shown, left } = useMemo(() => told(events, { namespace: chosen, warnings }), [events, chosen, warnings]);
    const filter = (
        <div className={styles.filter} role="group" aria-label={t("filter")}>
            {[false, true].map((only) => (
                <button
                    key={String(only)}
                    type="button"
                    aria-pressed={warnings === only}
                    onClick={() => setWarnings(only)}
                >
                    {t(only ? "warnings" : "all")}
                </button>
            ))}
        </div>
    );
    return (
        <Panel bare title={t("title")} actions={filter}>
            {shown.length === 0 && <Empty>{t(warnings ? "noWarnings" : "none")}</Empty>}
            <ol className={styles.list} tabIndex={0} aria-label={t("title")}>
                {shown.map((one) => (
                    <Item key={one.key} event={one} age={age(one.at, now)} kinds={kinds} />
                ))}
                {left > 0 && <li className={styles.left}>{t("left", { n: left })}</li>}
            </ol>
        </Panel>
    );
});

interface ItemProps {
    event: Told;
    age: string;
    kinds: Kind[];
}

const Item = memo(
    function Item({ event, age, kinds }: ItemProps) {
        const t = useText(texts);
        const { isWarning, reason, message, count, object } = event;
        const kind = findKind(kinds, object.apiVersion ?? "v1", object.kind);
        const name = `${object.kind} ${object.name}`;
        return (
            <li className={`${styles.event} ${isWarning ? styles.warning : ""}`}>
                <div className={styles.head}>
                    {isWarning && <TriangleAlert role="img" aria-label={t("warning")} />}
                    <strong>{reason}</strong>
                    {count > 1 && (
                        <span className={styles.count} title={t("times", { n: count })}>
                            ×{count}
                        </span>
                    )}
                    <time dateTime={new Date(event.at).toISOString()}>{age}</time>
                </div>
                <div className={styles.object}>
                    {kind ? <Link href={objectPage(kind, object.namespace, object.name)}>{name}</Link> : name}
                </div>
                <p title={message}>{message}</p>
            </li>
        );
    },
    (before, after) =>
        before.age === after.age &&
        before.kinds === after.kinds &&
        before.event.key === after.event.key &&
        before.event.count === after.event.count,
);
