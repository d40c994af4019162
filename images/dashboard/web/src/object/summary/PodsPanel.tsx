import { Link } from "wouter";
import type { PodRow } from "../../api/objects";
import { useRows } from "../../api/rows";
import { PODS, objectPage } from "../../app/routes";
import { Age } from "../../explore/table/Age";
import { natural } from "../../explore/table/sorting";
import { podTone } from "../../explore/tone";
import { useText } from "../../i18n/text";
import { Empty, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import table from "../object.module.css";
import { texts } from "./words";

interface Props {
    namespace?: string;
    labelSelector?: string;
    fieldSelector?: string;
}

/** The pods of a workload or of a node. */
export function PodsPanel({ namespace, labelSelector, fieldSelector }: Props) {
    const t = useText(texts);
    const path = namespace ? `/api/v1/namespaces/${namespace}/pods` : "/api/v1/pods";
    const { rows } = useRows<PodRow>({ path, view: "pod", labelSelector, fieldSelector });
    const pods = rows.toSorted((one, other) => (natural(one.name) < natural(other.name) ? -1 : 1));
    return (
        <Panel title={`${t("pods")} (${pods.length})`} bare>
            {pods.length === 0 ? (
                <Empty>{t("noPods")}</Empty>
            ) : (
                <table className={table.table}>
                    <tbody>
                        {pods.map((pod) => (
                            <tr key={pod.uid}>
                                <td>
                                    <Link href={objectPage(PODS, pod.namespace, pod.name)}>{pod.name}</Link>
                                </td>
                                <td className={table.tight}>
                                    <Status tone={podTone(pod)}>{pod.status}</Status>
                                </td>
                                <td className={table.tight}>
                                    {pod.ready}/{pod.containers}
                                </td>
                                <td className={table.wide}>{namespace ? pod.node : pod.namespace}</td>
                                <td className={table.tight}>
                                    <Age since={pod.created} />
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </Panel>
    );
}
