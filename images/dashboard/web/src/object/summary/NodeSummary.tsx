import type { NodeObject, PodRow } from "../../api/objects";
import { useRows } from "../../api/rows";
import { bytes, cores, quantity } from "../../i18n/moment";
import { useText } from "../../i18n/text";
import { Meter } from "../../ui/Meter";
import { Panel } from "../../ui/Panel";
import { Facts } from "./Facts";
import { PodsPanel } from "./PodsPanel";
import styles from "./summary.module.css";
import { texts } from "./words";

export function NodeSummary({ node }: { node: NodeObject }) {
    const t = useText(texts);
    const { spec, status } = node;
    const fieldSelector = `spec.nodeName=${node.metadata.name}`;
    const { rows } = useRows<PodRow>({ path: "/api/v1/pods", view: "pod", fieldSelector });
    // What has ended holds nothing any more.
    const pods = rows.filter(({ phase }) => phase !== "Succeeded" && phase !== "Failed");
    const total = (of: "cpu" | "memory") => pods.reduce((sum, { requests }) => sum + requests[of], 0);
    const room = status.allocatable ?? {};
    const meter = (label: string, used: number, of: number, show: (count: number) => string) => (
        <Meter label={label} used={used} of={of} text={`${show(used)} / ${show(of)}`} />
    );
    const info = status.nodeInfo;
    return (
        <>
            <div className={styles.wide}>
                <Panel title={t("requested")}>
                    <div className={styles.bars}>
                        {meter("CPU", total("cpu"), quantity(room.cpu), cores)}
                        {meter(t("memory"), total("memory"), quantity(room.memory), bytes)}
                        {meter("Pods", pods.length, quantity(room.pods), String)}
                    </div>
                </Panel>
            </div>
            <Panel title={t("capacity")}>
                <Facts
                    facts={Object.entries(status.capacity ?? {}).map(([name, amount]) => [
                        name,
                        room[name] && room[name] !== amount ? `${amount} · ${t("allocatable")} ${room[name]}` : amount,
                    ])}
                />
            </Panel>
            <Panel title={t("system")}>
                <Facts
                    facts={[
                        ["kubelet", info?.kubeletVersion],
                        ["OS", info?.osImage],
                        ["Linux", info?.kernelVersion],
                        ["CRI", info?.containerRuntimeVersion],
                        ["Pod CIDR", spec.podCIDR],
                        ...(status.addresses ?? []).map(({ type, address }) => [type, address] as [string, string]),
                    ]}
                />
            </Panel>
            {spec.taints && spec.taints.length > 0 && (
                <Panel title={t("taints")}>
                    <Facts
                        facts={spec.taints.map(({ key, value, effect }) => [
                            effect,
                            <code>{value ? `${key}=${value}` : key}</code>,
                        ])}
                    />
                </Panel>
            )}
            <div className={styles.wide}>
                <PodsPanel fieldSelector={fieldSelector} />
            </div>
        </>
    );
}
