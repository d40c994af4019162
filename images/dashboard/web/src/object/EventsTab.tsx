import type { Kind } from "../api/kinds";
import type { EventObject, KubeObject } from "../api/objects";
import { useRows } from "../api/rows";
import { Age } from "../explore/table/Age";
import { useText } from "../i18n/text";
import { Empty, Panel } from "../ui/Panel";
import { Status } from "../ui/Status";
import styles from "./object.module.css";
import { texts } from "./words";

const last = ({ series, lastTimestamp, eventTime, firstTimestamp, metadata }: EventObject) =>
    series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? firstTimestamp ?? metadata.creationTimestamp;

export function EventsTab({ kind, object }: { kind: Kind; object: KubeObject }) {
    const t = useText(texts);
    const { name, namespace, uid } = object.metadata;
    const isNode = kind.kind === "Node" && kind.group === "";
    const { rows, state, message } = useRows<EventObject>({
        path: namespace ? `/api/v1/namespaces/${namespace}/events` : "/api/v1/events",
        view: "object",
        // kubelets know their own node by name alone: its events have no uid, or the name in its place.
        fieldSelector: isNode ? `involvedObject.kind=Node,involvedObject.name=${name}` : `involvedObject.uid=${uid}`,
    });
    const events = rows.toSorted((one, other) => last(other).localeCompare(last(one)));
    if (state === "ended") return <Empty>{message}</Empty>;
    if (events.length === 0) return <Empty>{t(state === "loading" ? "loading" : "noEvents")}</Empty>;
    return (
        <Panel bare>
            <table className={styles.table}>
                <thead>
                    <tr>
                        <th>{t("since")}</th>
                        <th>{t("reason")}</th>
                        <th>{t("message")}</th>
                        <th className={styles.wide}>{t("count")}</th>
                        <th className={styles.wide}>{t("source")}</th>
                    </tr>
                </thead>
                <tbody>
                    {events.map((event) => (
                        <tr key={event.metadata.uid}>
                            <td className={styles.tight}>
                                <Age since={last(event)} />
                            </td>
                            <td className={styles.tight}>
                                <Status tone={event.type === "Warning" ? "warn" : "idle"}>{event.reason}</Status>
                            </td>
                            <td>{event.message}</td>
                            <td className={styles.wide}>{event.series?.count ?? event.count ?? 1}</td>
                            <td className={styles.wide}>{event.source?.component || event.reportingComponent}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </Panel>
    );
}
