/** Logs, terminal and metrics of an object. */
import { lazy, useMemo, useState } from "react";
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
    const self = useMemo(() => [name], [name]);
    if (tab === "metrics") return <Usage kind={isPod ? "pod" : "node"} namespace={namespace} name={name} />;
    if (tab === "terminal") return <PodTerminal pod={object as PodObject} />;
    return (
        <div className={styles.tall}>
            {isPod ? (
                <LogView key={name} namespace={namespace} pods={self} />
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

/** Begins with a container that runs; the terminal itself changes to others. */
function PodTerminal({ pod }: { pod: PodObject }) {
    const t = useText(texts);
    const running = pod.status?.containerStatuses?.find(({ state }) => state?.running);
    const [first, setFirst] = useState(running?.name);
    // It stays when the container ends, so that what was said last can be read.
    if (!first && running) setFirst(running.name);
    if (!first) return <Empty>{t("noContainers")}</Empty>;
    const { name, namespace = "" } = pod.metadata;
    return (
        <div className={styles.tall}>
            <Terminal key={name} namespace={namespace} pod={name} container={first} />
        </div>
    );
}
