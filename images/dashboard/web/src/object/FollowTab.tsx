/** Logs, terminal and metrics of an object. */
import { lazy, useRef } from "react";
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
    // When it ends, what it wrote last stays to be read. The terminal has the choice of another.
    const container = useRef<string>(undefined);
    container.current ??= pod.status?.containerStatuses?.find(({ state }) => state?.running)?.name;
    const { name, namespace = "" } = pod.metadata;
    if (!container.current) return <Empty>{t("noContainers")}</Empty>;
    return (
        <div className={styles.tall}>
            <Terminal namespace={namespace} pod={name} container={container.current} />
        </div>
    );
}
