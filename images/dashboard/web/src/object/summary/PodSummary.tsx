import { ForwardButton } from "../../follow/Forward";
import { useText } from "../../i18n/text";
import { Panel } from "../../ui/Panel";
import { ObjectLink } from "../ObjectLink";
import { Containers } from "./Containers";
import { Facts } from "./Facts";
import { type PodObject, volumeSource } from "./pod";
import styles from "./summary.module.css";
import { texts } from "./words";

export function PodSummary({ pod }: { pod: PodObject }) {
    const t = useText(texts);
    const { spec, status = {} } = pod;
    const { name, namespace = "" } = pod.metadata;
    const all = spec.containers.flatMap(({ ports = [] }) => ports);
    const ports = all.filter(({ protocol = "TCP" }) => protocol === "TCP").map(({ containerPort }) => containerPort);
    const volumes = spec.volumes ?? [];
    return (
        <>
            <div className={styles.wide}>
                <Containers pod={pod} />
            </div>
            <Panel title={t("pod")}>
                <Facts
                    facts={[
                        [t("node"), spec.nodeName && <ObjectLink apiVersion="v1" kind="Node" name={spec.nodeName} />],
                        ["IP", status.podIP],
                        [
                            t("account"),
                            spec.serviceAccountName && (
                                <ObjectLink
                                    apiVersion="v1"
                                    kind="ServiceAccount"
                                    name={spec.serviceAccountName}
                                    namespace={namespace}
                                />
                            ),
                        ],
                        [t("policy"), spec.restartPolicy],
                        [t("priority"), spec.priorityClassName],
                        [t("qos"), status.qosClass],
                        [
                            t("here"),
                            status.phase === "Running" &&
                                ports.length > 0 &&
                                ports.map((port) => (
                                    <ForwardButton
                                        key={port}
                                        kind="pod"
                                        namespace={namespace}
                                        name={name}
                                        port={port}
                                    />
                                )),
                        ],
                    ]}
                />
            </Panel>
            {volumes.length > 0 && (
                <Panel title={t("volumes")}>
                    <Facts
                        facts={volumes.map((volume) => {
                            const { type, link } = volumeSource(volume);
                            return [
                                volume.name,
                                <>
                                    {type} {link && <ObjectLink {...link} namespace={namespace} />}
                                </>,
                            ];
                        })}
                    />
                </Panel>
            )}
        </>
    );
}
