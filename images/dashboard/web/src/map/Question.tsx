import { useMemo, useState } from "react";
import { groupBy } from "../api/group";
import { useText } from "../i18n/text";
import { Command } from "../ui/Command";
import { Panel } from "../ui/Panel";
import { Status } from "../ui/Status";
import { PolicyLinks } from "./PolicyLinks";
import styles from "./question.module.css";
import { type Place, type Reason, answer } from "./reach/answer";
import { PROTOCOLS, type Protocol } from "./reach/policy";
import type { Network } from "./useNetwork";
import { texts } from "./words";

const OUTSIDE = "outside";

/** "Can A reach B on port P?", answered with the reasons. */
export function Question({ network, suggested }: { network: Network; suggested: string | null }) {
    const t = useText(texts);
    const [from, setFrom] = useState(OUTSIDE);
    const [to, setTo] = useState("");
    /** What was typed; null for the port that one most likely means. */
    const [typed, setTyped] = useState<string | null>(null);
    const [chosen, setProtocol] = useState<Protocol | null>(null);
    const workloads = useMemo(() => new Map(network.workloads.map((one) => [one.id, one])), [network.workloads]);
    const services = useMemo(() => new Map(network.services.map((one) => [one.id, one])), [network.services]);
    const target = to || suggested || "";
    const placeOf = (id: string): Place | null => {
        if (id === OUTSIDE) return { kind: "outside" };
        const [workload, service] = [workloads.get(id), services.get(id)];
        if (workload) return { kind: "workload", workload };
        return service ? { kind: "service", service } : null;
    };
    const likely = services.get(target)?.ports[0] ?? workloads.get(target)?.end.ports[0];
    const port = typed ?? String(likely?.port ?? 80);
    const protocol = chosen ?? likely?.protocol ?? "TCP";
    const [a, b, number] = [placeOf(from), placeOf(target), Number(port)];
    const isPort = Number.isInteger(number) && number > 0 && number < 65536;
    const found =
        a && b && isPort ? answer({ from: a, to: b, port: number, protocol }, network.policies, workloads) : null;
    const choose = (id: string) => {
        setTo(id);
        setTyped(null);
        setProtocol(null);
    };
    const nameOf = (place: Place) => {
        if (place.kind === "outside") return t("theOutside");
        return (place.kind === "workload" ? place.workload : place.service).object.name;
    };
    return (
        <Panel title={t("question")}>
            <form className={styles.question} onSubmit={(event) => event.preventDefault()}>
                <label>
                    {t("from")}
                    <select value={from} onChange={({ target }) => setFrom(target.value)}>
                        <option value={OUTSIDE}>{t("outsideLong")}</option>
                        <Places network={network} withServices={false} />
                    </select>
                </label>
                <label>
                    {t("to")}
                    <select value={target} onChange={({ target }) => choose(target.value)}>
                        <option value="">{t("choose")}</option>
                        <option value={OUTSIDE}>{t("outsideLong")}</option>
                        <Places network={network} withServices />
                    </select>
                </label>
                <label className={styles.short}>
                    {t("port")}
                    <input inputMode="numeric" value={port} onChange={({ target }) => setTyped(target.value)} />
                </label>
                <label className={styles.short}>
                    {t("protocol")}
                    <select value={protocol} onChange={({ target }) => setProtocol(target.value as Protocol)}>
                        {PROTOCOLS.map((one) => (
                            <option key={one}>{one}</option>
                        ))}
                    </select>
                </label>
            </form>
            {found && a && b && (
                <div className={styles.answer} role="status">
                    <Status tone={found.allowed ? "good" : "bad"}>
                        {t(found.allowed ? "answerYes" : "answerNo", {
                            from: nameOf(a),
                            to: nameOf(b),
                            port,
                            protocol,
                        })}
                    </Status>
                    <ul>
                        {found.reasons.map((reason) => (
                            <ReasonLine key={`${reason.key}${reason.direction}${reason.who}`} reason={reason} />
                        ))}
                    </ul>
                    {found.commands.slice(0, 3).map((command) => (
                        <Command key={command}>{command}</Command>
                    ))}
                </div>
            )}
        </Panel>
    );
}

function ReasonLine({ reason }: { reason: Reason }) {
    const t = useText(texts);
    const { key, who, direction, port, effect, policies } = reason;
    const spoken = direction === "ingress" ? "Ingress" : direction === "egress" ? "Egress" : "";
    return (
        <li className={styles[effect]}>
            {t(`r_${key}`, { who, direction: spoken, port: port ?? "" })} <PolicyLinks policies={policies} />
        </li>
    );
}

function Places({ network, withServices }: { network: Network; withServices: boolean }) {
    const groups = useMemo(() => {
        const all = [
            ...network.workloads.map(({ id, object }) => ({ id, object })),
            ...(withServices ? network.services.map(({ id, object }) => ({ id, object })) : []),
        ];
        return [...groupBy(all, ({ object }) => object.namespace ?? "")].sort(([one], [other]) =>
            one.localeCompare(other),
        );
    }, [network.workloads, network.services, withServices]);
    return groups.map(([namespace, places]) => (
        <optgroup key={namespace} label={namespace}>
            {places.map(({ id, object }) => (
                <option key={id} value={id}>
                    {object.name} ({object.kind})
                </option>
            ))}
        </optgroup>
    ));
}
