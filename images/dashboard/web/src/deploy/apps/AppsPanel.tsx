import { ScrollText } from "lucide-react";
import { useMemo } from "react";
import { Link } from "wouter";
import type { KubeObject, NodeObject, Workload } from "../../api/objects";
import { useRows } from "../../api/rows";
import { logsPage, objectPage } from "../../app/routes";
import { useText } from "../../i18n/text";
import { Empty, Panel } from "../../ui/Panel";
import { Prose } from "../../ui/Prose";
import { Notice, Status } from "../../ui/Status";
import { Urls } from "./AppPanel";
import { type AppInfo, type IngressObject, type ServiceObject, ID, PART_OF, apps, rollout } from "./apps";
import styles from "./apps.module.css";
import { texts } from "./words";

const PLURALS: Record<string, string> = {
    Deployment: "deployments",
    StatefulSet: "statefulsets",
    DaemonSet: "daemonsets",
};

/** What `devcluster up` has brought, from whichever folder. */
export function AppsPanel() {
    const t = useText(texts);
    const parents = useRows<KubeObject>({ path: "/api/v1/configmaps", view: "object", labelSelector: ID });
    const all = useApps(parents.rows);
    return (
        <Panel title={t("apps")}>
            {parents.state === "ended" && parents.message && <Notice tone="bad">{parents.message}</Notice>}
            {parents.state === "live" && all.length === 0 && (
                <Empty>
                    <Prose>{t("none")}</Prose>
                </Empty>
            )}
            <div className={styles.cards}>
                {all.map((app) => (
                    <Card key={app.id} app={app} />
                ))}
            </div>
        </Panel>
    );
}

function useApps(parents: KubeObject[]): AppInfo[] {
    const rows = <T extends KubeObject>(path: string) =>
        useRows<T>({ path, view: "object", labelSelector: PART_OF }).rows;
    const deployments = rows<Workload>("/apis/apps/v1/deployments");
    const sets = rows<Workload>("/apis/apps/v1/statefulsets");
    const daemons = rows<Workload>("/apis/apps/v1/daemonsets");
    const services = rows<ServiceObject>("/api/v1/services");
    const ingresses = rows<IngressObject>("/apis/networking.k8s.io/v1/ingresses");
    const nodes = useRows<NodeObject>({ path: "/api/v1/nodes", view: "object" }).rows;
    return useMemo(() => {
        const of = (kind: string, all: Workload[]) => all.map((one) => ({ ...one, kind }));
        const workloads = [...of("Deployment", deployments), ...of("StatefulSet", sets), ...of("DaemonSet", daemons)];
        return apps({ parents, workloads, services, ingresses, nodes });
    }, [parents, deployments, sets, daemons, services, ingresses, nodes]);
}

function Card({ app }: { app: AppInfo }) {
    const t = useText(texts);
    return (
        <article className={styles.card} aria-label={app.name}>
            <header className={styles.head}>
                <h3>{app.name}</h3>
                <span className={styles.faint}>{app.namespace}</span>
            </header>
            {app.urls.length > 0 && (
                <p className={styles.urls}>
                    <Urls urls={app.urls} />
                </p>
            )}
            {app.workloads.length === 0 && <p className={styles.faint}>{t("noWorkloads")}</p>}
            <ul className={styles.workloads}>
                {app.workloads.map((workload) => (
                    <WorkloadRow key={workload.metadata.uid} workload={workload} />
                ))}
            </ul>
            <p className={styles.faint}>
                <Prose>{t("remove")}</Prose>
            </p>
        </article>
    );
}

function WorkloadRow({ workload }: { workload: Workload }) {
    const t = useText(texts);
    const { metadata, kind = "", spec } = workload;
    const { state, ready, wanted, message } = rollout(workload);
    const place = { group: "apps", version: "v1", plural: PLURALS[kind] ?? "" };
    const labels = Object.entries(spec.selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
    const images = spec.template?.spec?.containers.map(({ image }) => image) ?? [];
    const tone = state === "failed" ? "bad" : state === "done" ? "good" : "warn";
    return (
        <li>
            <div className={styles.line}>
                <Link href={objectPage(place, metadata.namespace, metadata.name)}>{metadata.name}</Link>
                <span className={styles.faint}>{kind}</span>
                <Status tone={tone}>{t(state)}</Status>
                <span className={styles.soft}>{t("ready", { ready, wanted })}</span>
                <Link
                    className={styles.logs}
                    href={logsPage({ namespace: metadata.namespace ?? "", selector: labels.join(",") })}
                >
                    <ScrollText aria-hidden />
                    {t("logs")}
                </Link>
            </div>
            {message && <p className={styles.soft}>{message}</p>}
            {[...new Set(images)].map((image) => (
                <code key={image} className={styles.image}>
                    {image}
                </code>
            ))}
        </li>
    );
}
