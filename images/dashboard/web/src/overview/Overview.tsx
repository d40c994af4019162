/** The start page: the cluster at a glance, what is wrong with it, what happens in it. */
import { useMemo } from "react";
import type { EventObject, NodeObject, PodRow, Workload } from "../api/objects";
import { useRows } from "../api/rows";
import { useNamespace } from "../app/namespace";
import { useText, words } from "../i18n/text";
import { Notice } from "../ui/Status";
import { useCalm } from "./calm";
import type { ClaimObject, JobObject, ServiceObject } from "./diagnosis/cluster";
import { within } from "./diagnosis/diagnose";
import { Events } from "./events/Events";
import { Findings } from "./findings/Findings";
import { useMetrics } from "./metrics/usage";
import { Nodes } from "./nodes/Nodes";
import styles from "./overview.module.css";
import { Summary } from "./summary/Summary";
import { useFindings } from "./useFindings";
import { Workloads } from "./workloads/Workloads";

const texts = words(
    { title: "Overview", denied: "Not everything can be seen: {message}" },
    { title: "概要", denied: "一部を表示できません: {message}" },
);

const MANY_PODS = 1000;

export function Overview() {
    const t = useText(texts);
    const chosen = useNamespace();
    const pods = useRows<PodRow>({ path: "/api/v1/pods", view: "pod" });
    const nodes = useRows<NodeObject>({ path: "/api/v1/nodes", view: "object" });
    const deployments = useRows<Workload>({ path: "/apis/apps/v1/deployments", view: "object" });
    const statefulSets = useRows<Workload>({ path: "/apis/apps/v1/statefulsets", view: "object" });
    const daemonSets = useRows<Workload>({ path: "/apis/apps/v1/daemonsets", view: "object" });
    const jobs = useRows<JobObject>({ path: "/apis/batch/v1/jobs", view: "object" });
    const events = useRows<EventObject>({ path: "/api/v1/events", view: "object" });
    const claims = useRows<ClaimObject>({ path: "/api/v1/persistentvolumeclaims", view: "object" });
    const services = useRows<ServiceObject>({ path: "/api/v1/services", view: "object" });
    const metrics = useMetrics();

    // With thousands of pods something changes in every frame; nobody sees that many.
    const shown = useCalm(pods.rows, pods.rows.length > MANY_PODS ? 500 : 50);

    const all = [pods, nodes, deployments, statefulSets, daemonSets, jobs, events, claims, services];
    const live = all.every(({ state }) => state !== "loading");
    const denied = all.find(({ state }) => state === "ended");
    const findings = useFindings(
        {
            pods: pods.rows,
            nodes: nodes.rows,
            deployments: deployments.rows,
            jobs: jobs.rows,
            events: events.rows,
            claims: claims.rows,
            services: services.rows,
        },
        live,
    );
    const mine = useMemo(() => findings && within(findings, chosen), [findings, chosen]);
    return (
        <>
            <h1 className="only-for-readers">{t("title")}</h1>
            {denied && <Notice tone="warn">{t("denied", { message: denied.message ?? "" })}</Notice>}
            <Summary nodes={nodes.rows} pods={shown} metrics={metrics} findings={mine} />
            <div className={styles.columns}>
                <div className={styles.column}>
                    <Findings findings={mine} />
                    <Nodes nodes={nodes.rows} pods={shown} metrics={metrics} chosen={chosen} />
                    <Workloads
                        deployments={deployments.rows}
                        statefulSets={statefulSets.rows}
                        daemonSets={daemonSets.rows}
                        jobs={jobs.rows}
                        chosen={chosen}
                        live={live}
                        findings={findings}
                    />
                </div>
                <div className={styles.side}>
                    <Events events={events.rows} chosen={chosen} />
                </div>
            </div>
        </>
    );
}
