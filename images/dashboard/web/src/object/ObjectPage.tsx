/** One object: what it is, what can be done with it, and its views. */
import { Suspense, lazy } from "react";
import { Link, useLocation, useParams, useSearch } from "wouter";
import { type Kind, useKinds } from "../api/kinds";
import type { KubeObject } from "../api/objects";
import { NO_NAMESPACE, explorePath, groupOf } from "../app/routes";
import { useText } from "../i18n/text";
import { Empty } from "../ui/Panel";
import { Notice } from "../ui/Status";
import { Tabs } from "../ui/Tabs";
import { EventsTab } from "./EventsTab";
import { FollowTab } from "./FollowTab";
import { Header } from "./Header";
import { Summary } from "./summary/Summary";
import { type Tab, tabsOf } from "./tabs";
import { useObject } from "./useObject";
import styles from "./object.module.css";
import { texts } from "./words";

// Both are large, and only who opens them needs them.
const YamlTab = lazy(() => import("./yaml/YamlTab").then(({ YamlTab }) => ({ default: YamlTab })));
const RelationsTab = lazy(() =>
    import("./relations/RelationsTab").then(({ RelationsTab }) => ({ default: RelationsTab })),
);

export function ObjectPage() {
    const t = useText(texts);
    const params = useParams();
    const { group = "", version = "", plural = "", name = "" } = params;
    const namespace = params.namespace === NO_NAMESPACE ? null : (params.namespace ?? null);
    const kinds = useKinds();
    const kind = kinds.find((one) => one.group === groupOf(group) && one.version === version && one.plural === plural);
    const { object, gone, state, message } = useObject(kind, namespace, decodeURIComponent(name));
    if (!kind) {
        return kinds.length > 0 ? <Empty>{t("unknown", { plural, group: `${group}/${version}` })}</Empty> : null;
    }
    if (!object) {
        const where = namespace ? t("where", { namespace }) : "";
        return (
            <Empty>
                {state === "live" && <p>{t("notFound", { kind: kind.kind, name, where })}</p>}
                {state === "ended" && <p role="alert">{t("failed", { message: message ?? "" })}</p>}
                {state === "lost" && <p role="alert">{t("lost", { message: message ?? "" })}</p>}
                {state === "loading" ? (
                    <span role="status">{t("loading")}</span>
                ) : (
                    <Link href={explorePath(kind)}>{t("toList")}</Link>
                )}
            </Empty>
        );
    }
    return (
        <div className={styles.page}>
            {gone && <Notice tone="warn">{t("gone")}</Notice>}
            {state === "lost" && <Notice tone="warn">{t("lost", { message: message ?? "" })}</Notice>}
            {state === "ended" && <Notice tone="bad">{t("failed", { message: message ?? "" })}</Notice>}
            <Header kind={kind} object={object} gone={gone} />
            <Views key={object.metadata.uid} kind={kind} object={object} gone={gone} />
        </div>
    );
}

function Views({ kind, object, gone }: { kind: Kind; object: KubeObject; gone: boolean }) {
    const t = useText(texts);
    const tabs = tabsOf(kind);
    const [path, go] = useLocation();
    const asked = new URLSearchParams(useSearch()).get("tab") as Tab | null;
    const tab = asked && tabs.includes(asked) ? asked : "summary";
    return (
        <>
            <Tabs
                label={t("tabs")}
                tabs={tabs.map((key) => ({ key, title: t(key) }))}
                chosen={tab}
                onChoose={(key) => go(key === "summary" ? path : `${path}?tab=${key}`, { replace: true })}
            />
            <div role="tabpanel" aria-labelledby={`tab-${tab}`} className={styles.panel}>
                <Suspense fallback={<Empty>{t("loading")}</Empty>}>
                    {tab === "summary" && <Summary kind={kind} object={object} />}
                    {tab === "yaml" && <YamlTab kind={kind} object={object} gone={gone} />}
                    {tab === "events" && <EventsTab kind={kind} object={object} />}
                    {tab === "relations" && <RelationsTab kind={kind} object={object} />}
                    {(tab === "logs" || tab === "terminal" || tab === "metrics") && (
                        <FollowTab tab={tab} kind={kind} object={object} />
                    )}
                </Suspense>
            </div>
        </>
    );
}
