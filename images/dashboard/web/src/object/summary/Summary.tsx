import type { Kind } from "../../api/kinds";
import type { Condition, KubeObject, NodeObject, Workload } from "../../api/objects";
import { useText } from "../../i18n/text";
import { Panel } from "../../ui/Panel";
import { selectorText } from "../selector";
import { Conditions } from "./Conditions";
import { DataSummary } from "../data/DataSummary";
import { NodeSummary } from "./NodeSummary";
import { PodSummary } from "./PodSummary";
import { PodsPanel } from "./PodsPanel";
import { type Service, ServiceSummary } from "./ServiceSummary";
import { Tree } from "./Tree";
import { WorkloadSummary } from "./WorkloadSummary";
import type { PodObject } from "./pod";
import styles from "./summary.module.css";
import { texts } from "./words";

/** Kinds with a core that is shown otherwise. */
const OWN = new Set(["apiVersion", "kind", "metadata"]);

export function Summary({ kind, object }: { kind: Kind; object: KubeObject }) {
    const t = useText(texts);
    const isSecret = kind.group === "" && kind.kind === "Secret";
    const isData = isSecret || (kind.group === "" && kind.kind === "ConfigMap");
    const { conditions } = (object.status ?? {}) as { conditions?: Condition[] };
    const fields = Object.entries(object).filter(([name]) => !OWN.has(name));
    const { annotations } = object.metadata;
    return (
        <div className={styles.grid}>
            <Specific kind={kind} object={object} />
            {isData && <DataSummary object={object} secret={isSecret} />}
            <div className={styles.wide}>
                <Conditions conditions={conditions} />
            </div>
            {!isData && (
                <div className={styles.wide}>
                    <Panel title={t("rest")}>
                        <div className={styles.tree}>
                            {annotations && Object.keys(annotations).length > 0 && (
                                <Tree name="annotations" value={annotations} />
                            )}
                            {fields.map(([name, value]) => (
                                <Tree key={name} name={name} value={value} open={!(kind.kind in KNOWN)} />
                            ))}
                        </div>
                    </Panel>
                </div>
            )}
        </div>
    );
}

const KNOWN = { Pod: 1, Deployment: 1, StatefulSet: 1, DaemonSet: 1, ReplicaSet: 1, Node: 1, Service: 1, Job: 1 };

function Specific({ kind, object }: { kind: Kind; object: KubeObject }) {
    switch (`${kind.group}/${kind.kind}`) {
        case "/Pod":
            return <PodSummary pod={object as PodObject} />;
        case "apps/Deployment":
        case "apps/StatefulSet":
        case "apps/DaemonSet":
        case "apps/ReplicaSet":
            return <WorkloadSummary kind={kind} workload={{ ...(object as Workload), kind: kind.kind }} />;
        case "/Node":
            return <NodeSummary node={object as NodeObject} />;
        case "/Service":
            return <ServiceSummary service={object as Service} />;
        case "batch/Job":
            return (
                <div className={styles.wide}>
                    <PodsPanel
                        namespace={object.metadata.namespace}
                        labelSelector={selectorText((object as Workload).spec.selector)}
                    />
                </div>
            );
        default:
            return null;
    }
}
