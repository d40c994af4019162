/** Who can reach whom: ways from outside, and what NetworkPolicies let through. */
import { useCallback, useMemo, useState } from "react";
import { useNamespace } from "../app/namespace";
import { useText } from "../i18n/text";
import { isSystem } from "../overview/workloads/rollout";
import { Empty, Panel } from "../ui/Panel";
import { Notice } from "../ui/Status";
import { Detail, type Way } from "./Detail";
import { Drawing } from "./Drawing";
import { Question } from "./Question";
import { WorkloadList } from "./WorkloadList";
import { OUTSIDE, layout } from "./graph/layout";
import styles from "./map.module.css";
import { type Line, lines } from "./reach/table";
import { useNetwork } from "./useNetwork";
import { texts } from "./words";

/** With more workloads, namespaces begin folded. */
const MANY = 80;
const NO_LINES: Line[] = [];

export function NetworkMap() {
    const t = useText(texts);
    const namespace = useNamespace();
    const network = useNetwork();
    const [chosen, setChosen] = useState<string | null>(null);
    const [way, setWay] = useState<Way>("inward");
    /** Namespaces that are not as they began. */
    const [turned, setTurned] = useState<ReadonlySet<string>>(new Set());

    const drawn = useMemo(() => {
        const isHere = ({ object }: { object: { namespace: string | null } }) =>
            namespace === null || object.namespace === namespace;
        const workloads = network.workloads.filter(isHere);
        const begins = (name: string) => namespace === null && (workloads.length > MANY || isSystem(name));
        return layout({
            entrances: network.entrances.filter(isHere),
            services: network.services.filter(isHere),
            workloads,
            folded: (name) => begins(name) !== turned.has(name),
        });
    }, [network.workloads, network.services, network.entrances, namespace, turned]);
    const own = useMemo(() => network.workloads.find(({ id }) => id === chosen) ?? null, [network.workloads, chosen]);
    const table = useMemo(
        () => (own ? lines(own, network.workloads, network.policies, way === "inward") : NO_LINES),
        [own, network.workloads, network.policies, way],
    );
    const verdicts = useMemo(() => new Map(table.map((line) => [line.workload?.id ?? OUTSIDE, line])), [table]);

    const choose = useCallback((id: string) => setChosen((before) => (before === id ? null : id)), []);
    const fold = useCallback((name: string) => {
        setTurned((before) => {
            const after = new Set(before);
            if (!after.delete(name)) after.add(name);
            return after;
        });
    }, []);
    const count = network.policies.length;
    return (
        <>
            <header className={styles.intro}>
                <h1>{t("title")}</h1>
                <p>{t("about")}</p>
                {!network.loading && <p>{count === 0 ? t("noPolicies") : t("policies", { n: count })}</p>}
            </header>
            {network.missing && <Notice tone="warn">{t("unknown", { message: network.missing })}</Notice>}
            <div className={styles.columns}>
                <div className={styles.column}>
                    {network.workloads.length === 0 ? (
                        <Empty>{t(network.loading ? "loading" : "none")}</Empty>
                    ) : (
                        <Panel bare>
                            <Drawing
                                layout={drawn}
                                chosen={chosen}
                                verdicts={verdicts}
                                onChoose={choose}
                                onFold={fold}
                            />
                            <WorkloadList
                                layout={drawn}
                                chosen={chosen}
                                verdicts={verdicts}
                                onChoose={choose}
                                onFold={fold}
                            />
                        </Panel>
                    )}
                </div>
                <div className={styles.column}>
                    {own && (
                        <Detail
                            own={own}
                            network={network}
                            lines={table}
                            way={way}
                            onWay={setWay}
                            onChoose={setChosen}
                            onClose={() => setChosen(null)}
                        />
                    )}
                    <Question network={network} suggested={chosen} />
                </div>
            </div>
        </>
    );
}
