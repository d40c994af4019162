/** Logs, terminal and metrics of an object. */
import { lazy, useState } from "react";
import type { Kind } from "../api/kinds";
import type { KubeObject, Workload } from "../api/objects";
import { useText } from "../i18n/text";
import { Empty } from "../ui/Panel";
import type { PodObject } from "./summary/pod";
import { selectorText } from "./selector";
import styles from "./object.module.css";
import { texts } from "./words";

const LogView = lazy(() => import("../follow/LogView").then(({ LogView }) => ({ default: LogView })));
const Terminal = lazy(() => import("../follow/Terminal").then(({ Terminal }) => ({ default: Terminal })));
const Usage = lazy(() => import("../follow/Usage").then(({ Usage }) => ({ default: Usage })));

interface Props {
    tab: "logs" | "terminal" | "metrics";
    kind: Kind;
    object: KubeObject;
}

const NONE: string[] = [];

export function FollowTab({ tab, kind, object }: Props) {
    const { name, namespace = "" } = object.metadata;
    const isPod = kind.kind === "Pod";
    if (tab === "metrics") return <Usage kind={isPod ? "pod" : "node"} namespace={namespace} name={name} />;
    if (tab === "terminal") return <PodTerminal pod={object as PodObject} />;
    return (
        <div className={styles.tall}>
            {isPod ? (
                <LogView key={name} namespace={namespace} pods={[name]} />
            ) : (
                <LogView
                    namespace={namespace}
                    pods={NONE}
                    selector={selectorText((object as Workload).spec.selector)}
                />
            )}
        </div>
    );
}

function PodTerminal({ pod }: { pod: PodObject }) {
    const t = useText(texts);
    const running = (pod.status?.containerStatuses ?? []).filter(({ state }) => state?.running).map(({ name }) => name);
    const [chosen, setChosen] = useState<string | null>(null);
    const container = chosen && running.includes(chosen) ? chosen : running[0];
    const { name, namespace = "" } = pod.metadata;
    if (!container) return <Empty>{t("noContainers")}</Empty>;
    return (
        <div className={styles.tall}>
            {running.length > 1 && (
                <label>
                    {t("container")}{" "}
                    <select value={container} onChange={(event) => setChosen(event.target.value)}>
                        {running.map((one) => (
                            <option key={one}>{one}</option>
                        ))}
                    </select>
                </label>
            )}
            <Terminal key={container} namespace={namespace} pod={name} container={container} />
        </div>
    );
}
