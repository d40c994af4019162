import { useText } from "../../i18n/text";
import { Panel } from "../../ui/Panel";
import { Status, type Tone } from "../../ui/Status";
import type { ContainerState, ContainerStatus } from "../status";
import { Facts } from "./Facts";
import { type Container, type PodObject, probeText } from "./pod";
import styles from "./summary.module.css";
import { texts } from "./words";

export function Containers({ pod }: { pod: PodObject }) {
    const t = useText(texts);
    const { spec, status = {} } = pod;
    const of = (all: Container[] = [], statuses: ContainerStatus[] = [], init = false) =>
        all.map((container) => ({
            container,
            status: statuses.find(({ name }) => name === container.name),
            mark: !init ? null : container.restartPolicy === "Always" ? t("sidecar") : t("init"),
        }));
    const all = [
        ...of(spec.initContainers, status.initContainerStatuses, true),
        ...of(spec.containers, status.containerStatuses),
    ];
    return (
        <Panel title={t("containers")} bare>
            <div className={styles.containers}>
                {all.map(({ container, status, mark }) => (
                    <One key={container.name} container={container} status={status} mark={mark} />
                ))}
            </div>
        </Panel>
    );
}

interface Props {
    container: Container;
    status?: ContainerStatus;
    mark: string | null;
}

function One({ container, status, mark }: Props) {
    const t = useText(texts);
    const { word, tone, message } = told(status?.state, status?.ready ?? false);
    const ended = status?.lastState?.terminated;
    const { requests, limits } = container.resources ?? {};
    const probe = (one: typeof container.livenessProbe) => one && <code>{probeText(one)}</code>;
    return (
        <article className={styles.container}>
            <h3>
                {container.name}
                {mark && <small>{mark}</small>}
                <Status tone={tone}>{word}</Status>
            </h3>
            {message && <p className={styles.trouble}>{message}</p>}
            <Facts
                facts={[
                    [t("image"), <code>{container.image}</code>],
                    [t("command"), codes([...(container.command ?? []), ...(container.args ?? [])].join(" "))],
                    [
                        t("ports"),
                        (container.ports ?? [])
                            .map(({ name, containerPort, protocol = "TCP" }) =>
                                [name, `${containerPort}/${protocol}`].filter(Boolean).join(" "),
                            )
                            .join(", "),
                    ],
                    [t("env"), names(container)],
                    [t("requests"), amounts(requests)],
                    [t("limits"), amounts(limits)],
                    [t("readiness"), probe(container.readinessProbe)],
                    [t("liveness"), probe(container.livenessProbe)],
                    [t("startup"), probe(container.startupProbe)],
                    [
                        t("mounts"),
                        (container.volumeMounts ?? []).length > 0 && (
                            <span className={styles.codes}>
                                {container.volumeMounts!.map(({ name, mountPath }) => (
                                    <code key={mountPath} title={name}>
                                        {mountPath}
                                    </code>
                                ))}
                            </span>
                        ),
                    ],
                    [t("restarts"), status && status.restartCount > 0 && String(status.restartCount)],
                    [
                        t("lastEnd"),
                        ended && [ended.reason, t("exit", { code: ended.exitCode }), ended.finishedAt].join(" · "),
                    ],
                ]}
            />
        </article>
    );
}

const codes = (text: string) => text && <code>{text}</code>;

const amounts = (of: Record<string, string> | undefined) =>
    Object.entries(of ?? {})
        .map(([name, amount]) => `${name} ${amount}`)
        .join(", ");

/** Names alone: values may be secret. */
function names({ env = [], envFrom = [] }: Container) {
    const sources = envFrom.map(({ configMapRef, secretRef }) => `* ← ${configMapRef?.name ?? secretRef?.name ?? ""}`);
    const all = [...env.map(({ name }) => name), ...sources];
    return (
        all.length > 0 && (
            <span className={styles.codes}>
                {all.map((name) => (
                    <code key={name}>{name}</code>
                ))}
            </span>
        )
    );
}

function told(state: ContainerState | undefined, ready: boolean): { word: string; tone: Tone; message?: string } {
    if (state?.running) return { word: "Running", tone: ready ? "good" : "warn" };
    if (state?.terminated) {
        const { reason = "Terminated", exitCode, message } = state.terminated;
        return { word: reason, tone: exitCode === 0 ? "idle" : "bad", message };
    }
    const { reason = "Waiting", message } = state?.waiting ?? {};
    return { word: reason, tone: /BackOff|Err|Invalid/.test(reason) ? "bad" : "warn", message };
}
