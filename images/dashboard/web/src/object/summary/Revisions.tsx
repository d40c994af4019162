import { useMemo, useState } from "react";
import { RollBackDialog } from "../../actions/dialogs/RollBackDialog";
import { texts as actionTexts } from "../../actions/words";
import { type Revision, revisions } from "../../actions/rollback";
import { useAllowed } from "../../actions/allowed";
import { rightFor } from "../../actions/offers";
import type { Kind } from "../../api/kinds";
import type { KubeObject, Workload } from "../../api/objects";
import { useRows } from "../../api/rows";
import { Age } from "../../explore/table/Age";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { ObjectLink } from "../ObjectLink";
import table from "../object.module.css";
import { selectorText } from "../selector";
import { texts } from "./words";

/** What the pod template was before, and the way back to it. */
export function Revisions({ kind, workload }: { kind: Kind; workload: Workload }) {
    const t = useText(texts);
    const ta = useText(actionTexts);
    const { name, namespace = "", uid } = workload.metadata;
    const isDeployment = kind.kind === "Deployment";
    const source = isDeployment ? "ReplicaSet" : "ControllerRevision";
    const { rows } = useRows<KubeObject>({
        path: `/apis/apps/v1/namespaces/${namespace}/${source.toLowerCase()}s`,
        view: "object",
        labelSelector: selectorText(workload.spec.selector),
    });
    const all = useMemo(() => revisions(uid, rows), [uid, rows]);
    const [allowed] = useAllowed([rightFor("restart", kind, namespace, name)]);
    const [chosen, setChosen] = useState<Revision | null>(null);
    if (all.length === 0) return null;
    return (
        <Panel title={t("revisions")} bare>
            <table className={table.table}>
                <tbody>
                    {all.map((revision, at) => (
                        <tr key={revision.name}>
                            <td className={table.tight}>
                                {at === 0 ? (
                                    <Status tone="good">
                                        {revision.number} · {t("current")}
                                    </Status>
                                ) : (
                                    revision.number
                                )}
                            </td>
                            <td className={table.wide}>
                                <ObjectLink
                                    apiVersion="apps/v1"
                                    kind={source}
                                    name={revision.name}
                                    namespace={namespace}
                                />
                            </td>
                            <td>
                                {revision.images.map((image) => (
                                    <div key={image}>
                                        <code>{image}</code>
                                    </div>
                                ))}
                                {revision.cause}
                            </td>
                            <td className={`${table.tight} ${table.wide}`}>
                                {revision.replicas !== null && `${revision.replicas} ${t("pods")}`}
                            </td>
                            <td className={`${table.tight} ${table.wide}`}>
                                <Age since={revision.created} />
                            </td>
                            <td className={table.tight}>
                                {at > 0 && (
                                    <Button disabled={allowed === false} onClick={() => setChosen(revision)}>
                                        {ta("rollBack")}
                                    </Button>
                                )}
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {chosen && (
                <RollBackDialog target={{ kind, namespace, name }} revision={chosen} onClose={() => setChosen(null)} />
            )}
        </Panel>
    );
}
