import { X } from "lucide-react";
import { useMemo } from "react";
import { Link } from "wouter";
import { objectPage } from "../app/routes";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import { Panel } from "../ui/Panel";
import { Status, type Tone } from "../ui/Status";
import { Tabs } from "../ui/Tabs";
import { PolicyLinks } from "./PolicyLinks";
import styles from "./map.module.css";
import { type Level } from "./reach/reach";
import { type Bundle, type Line, bundles, selecting } from "./reach/table";
import type { Network } from "./useNetwork";
import type { Workload } from "./reach/workloads";
import { texts } from "./words";

export type Way = "inward" | "outward";

interface Props {
    own: Workload;
    network: Network;
    lines: Line[];
    way: Way;
    onWay: (way: Way) => void;
    onChoose: (id: string) => void;
    onClose: () => void;
}

const TONES: Record<Level, Tone> = { open: "good", limited: "warn", closed: "bad" };
const ORDER: Level[] = ["open", "limited", "closed"];

/** The chosen workload in words: its policies, the ways to it, and all that reaches it or that it reaches. */
export function Detail({ own, network, lines, way, onWay, onChoose, onClose }: Props) {
    const t = useText(texts);
    const { object, end } = own;
    const policies = useMemo(() => selecting(own, network.policies), [own, network.policies]);
    const groups = useMemo(() => {
        const found = bundles(lines);
        return ORDER.map((level) => ({ level, bundles: found.filter(({ line }) => line.level === level) }));
    }, [lines]);
    const services = network.services.filter(({ workloads }) => workloads.includes(own.id));
    const sizes = useMemo(() => {
        const counts = new Map<string, number>();
        for (const one of network.workloads) counts.set(one.end.namespace, (counts.get(one.end.namespace) ?? 0) + 1);
        return counts;
    }, [network.workloads]);
    const close = (
        <Button look="quiet" aria-label={t("close")} title={t("close")} onClick={onClose}>
            <X aria-hidden />
        </Button>
    );
    const title = (
        <Link href={objectPage(object, object.namespace, object.name)}>
            {object.kind} {object.name}
        </Link>
    );
    const ports = end.ports.map(({ name, port, protocol }) => `${name ? `${name} ` : ""}${port}/${protocol}`);
    return (
        <Panel title={title} actions={close}>
            <div className={styles.detail}>
                {end.hostNetwork ? (
                    <p>{t("hostNetwork")}</p>
                ) : (
                    (["ingress", "egress"] as const).map((direction) => (
                        <p key={direction}>
                            {t(policies[direction].length > 0 ? `${direction}By` : `${direction}Open`)}{" "}
                            <PolicyLinks policies={policies[direction]} />
                        </p>
                    ))
                )}
                <p>
                    {services.length === 0 ? t("noWays") : `${t("ways")}: `}
                    {services.map(({ id, object, type }, index) => (
                        <span key={id}>
                            {index > 0 && ", "}
                            <Link href={objectPage(object, object.namespace, object.name)}>{object.name}</Link> ({type})
                        </span>
                    ))}
                </p>
                {ports.length > 0 && <p>{t("declared", { ports: ports.join(", ") })}</p>}
                <Tabs
                    label={object.name}
                    tabs={(["inward", "outward"] as const).map((key) => ({ key, title: t(key) }))}
                    chosen={way}
                    onChoose={onWay}
                />
                <div role="tabpanel" aria-labelledby={`tab-${way}`} className={styles.lines}>
                    {groups.map(({ level, bundles }) => (
                        <ul key={level}>
                            {bundles.map((bundle) => (
                                <Row
                                    key={`${bundle.namespace}/${bundle.workloads[0]?.id ?? ""}`}
                                    bundle={bundle}
                                    size={sizes.get(bundle.namespace ?? "") ?? 0}
                                    onChoose={onChoose}
                                />
                            ))}
                        </ul>
                    ))}
                </div>
            </div>
        </Panel>
    );
}

/** More workloads than this are counted, not named. */
const NAMED = 6;

function Row({ bundle, size, onChoose }: { bundle: Bundle; size: number; onChoose: (id: string) => void }) {
    const t = useText(texts);
    const { line, namespace, workloads } = bundle;
    const n = workloads.length;
    return (
        <li className={styles.row}>
            <Status tone={TONES[line.level]}>{t(line.level, { ports: line.ports ?? "" })}</Status>
            <div>
                {namespace === null && <b>{t("outsideLong")}</b>}
                {n > NAMED && <b>{t(n === size ? "whole" : "both", { n, namespace: namespace ?? "" })}</b>}
                {n > 0 && n <= NAMED && (
                    <>
                        <span className={styles.namespace}>{namespace}</span>{" "}
                        {workloads.map(({ id, object }, index) => (
                            <span key={id}>
                                {index > 0 && ", "}
                                <button type="button" className={styles.link} onClick={() => onChoose(id)}>
                                    {object.name}
                                </button>
                            </span>
                        ))}
                    </>
                )}
                <p className={styles.reason}>
                    {line.policies.length > 0 ? (
                        <>
                            {t("by")} <PolicyLinks policies={line.policies} />
                        </>
                    ) : (
                        t("noRule")
                    )}
                </p>
            </div>
        </li>
    );
}
