import type { KubeObject } from "../../api/objects";
import { useRows } from "../../api/rows";
import { ForwardButton } from "../../follow/Forward";
import { useText } from "../../i18n/text";
import { Empty, Panel } from "../../ui/Panel";
import { Status } from "../../ui/Status";
import { Chips } from "../Chips";
import { ObjectLink } from "../ObjectLink";
import table from "../object.module.css";
import { Facts } from "./Facts";
import styles from "./summary.module.css";
import { texts } from "./words";

export interface Service extends KubeObject {
    spec: {
        type?: string;
        clusterIP?: string;
        externalName?: string;
        selector?: Record<string, string>;
        ports?: { name?: string; port: number; targetPort?: number | string; nodePort?: number; protocol?: string }[];
    };
    status?: { loadBalancer?: { ingress?: { ip?: string; hostname?: string }[] } };
}

interface EndpointSlice extends KubeObject {
    endpoints?: {
        addresses: string[];
        conditions?: { ready?: boolean; serving?: boolean; terminating?: boolean };
        nodeName?: string;
        targetRef?: { kind: string; name: string; namespace?: string };
    }[];
    ports?: { port?: number; name?: string }[];
}

export function ServiceSummary({ service }: { service: Service }) {
    const t = useText(texts);
    const { spec, status } = service;
    const { name, namespace = "" } = service.metadata;
    const { rows } = useRows<EndpointSlice>({
        path: `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices`,
        view: "object",
        labelSelector: `kubernetes.io/service-name=${name}`,
    });
    const endpoints = rows.flatMap((slice) => slice.endpoints ?? []);
    const outside = status?.loadBalancer?.ingress?.map(({ ip, hostname }) => ip ?? hostname).join(", ");
    return (
        <>
            <Panel title={t("service")}>
                <Facts
                    facts={[
                        ["Type", spec.type],
                        ["Cluster IP", spec.clusterIP],
                        ["External", outside || spec.externalName],
                        ["DNS", <code>{`${name}.${namespace}.svc`}</code>],
                        [t("selector"), spec.selector && <Chips label={t("selector")} of={spec.selector} />],
                    ]}
                />
            </Panel>
            <Panel title={t("ports")} bare>
                <table className={table.table}>
                    <thead>
                        <tr>
                            <th>{t("port")}</th>
                            <th>{t("target")}</th>
                            <th>{t("nodePort")}</th>
                            <th>{t("protocol")}</th>
                            <th>{t("here")}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {(spec.ports ?? []).map(({ name: word, port, targetPort, nodePort, protocol }) => (
                            <tr key={`${port}${protocol}`}>
                                <td>{[port, word].filter(Boolean).join(" ")}</td>
                                <td>{targetPort}</td>
                                <td>{nodePort ?? "–"}</td>
                                <td>{protocol}</td>
                                <td className={table.tight}>
                                    {protocol === "TCP" && (
                                        <ForwardButton namespace={namespace} name={name} port={port} />
                                    )}
                                </td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </Panel>
            <div className={styles.wide}>
                <Panel title={`${t("endpoints")} (${endpoints.length})`} bare>
                    {endpoints.length === 0 ? (
                        <Empty>{t("noEndpoints")}</Empty>
                    ) : (
                        <table className={table.table}>
                            <tbody>
                                {endpoints.map(({ addresses, conditions, targetRef, nodeName }) => (
                                    <tr key={addresses.join()}>
                                        <td>
                                            {targetRef ? (
                                                <ObjectLink apiVersion="v1" {...targetRef} />
                                            ) : (
                                                addresses.join(", ")
                                            )}
                                        </td>
                                        <td>{addresses.join(", ")}</td>
                                        <td className={table.tight}>
                                            <Status tone={conditions?.ready === false ? "warn" : "good"}>
                                                {conditions?.terminating
                                                    ? "Terminating"
                                                    : conditions?.ready === false
                                                      ? "NotReady"
                                                      : "Ready"}
                                            </Status>
                                        </td>
                                        <td className={table.wide}>{nodeName}</td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    )}
                </Panel>
            </div>
        </>
    );
}
