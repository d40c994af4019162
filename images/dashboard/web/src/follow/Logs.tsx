import { useMemo } from "react";
import { useLocation, useSearch } from "wouter";
import { useNamespace } from "../app/namespace";
import { logsPage } from "../app/routes";
import type { PodRow } from "../api/objects";
import { useRows } from "../api/rows";
import { useText, words } from "../i18n/text";
import { LogView } from "./LogView";
import { type At, read } from "./logs/address";
import styles from "./logs/logs.module.css";
import { useWorkloads } from "./logs/useWorkloads";

const texts = words(
    {
        title: "Logs",
        namespace: "Namespace",
        workload: "Workload",
        any: "All pods",
        pods: "Pods",
        allPods: "all {n}",
        somePods: "{n} of {all}",
        container: "Container",
        allContainers: "all",
    },
    {
        title: "ログ",
        namespace: "名前空間",
        workload: "ワークロード",
        any: "すべての Pod",
        pods: "Pod",
        allPods: "{n} 個すべて",
        somePods: "{all} 個中 {n} 個",
        container: "コンテナー",
        allContainers: "すべて",
    },
);

/** The selector of all pods. */
const EVERYTHING = "";

/** Logs of what is chosen; the address has the choice. */
export function Logs() {
    const t = useText(texts);
    const held = useNamespace();
    const search = useSearch();
    const [, go] = useLocation();
    const at = useMemo(() => read(search, held ?? "default"), [search, held]);
    const set = (change: Partial<At>) => go(logsPage({ ...at, ...change }), { replace: true });
    const key = `${at.namespace}/${at.selector}/${at.pods.join()}/${at.container}`;
    return (
        <>
            <h1>{t("title")}</h1>
            <Pickers at={at} set={set} />
            <LogView key={key} {...at} selector={at.selector ?? (at.pods.length === 0 ? EVERYTHING : undefined)} />
        </>
    );
}

function Pickers({ at, set }: { at: At; set: (change: Partial<At>) => void }) {
    const t = useText(texts);
    const namespaces = useRows<{ uid: string; metadata: { name: string } }>({
        path: "/api/v1/namespaces",
        view: "object",
    });
    const workloads = useWorkloads(at.namespace);
    const pods = useRows<PodRow>({
        path: `/api/v1/namespaces/${at.namespace}/pods`,
        view: "pod",
        labelSelector: at.selector,
    });
    const names = useMemo(() => [...new Set([...pods.rows.map(({ name }) => name), ...at.pods])].sort(), [pods, at]);
    const containers = useMemo(() => {
        const of = pods.rows.filter(({ name }) => at.pods.length === 0 || at.pods.includes(name));
        const all = new Set(of.flatMap((row) => row.names));
        if (at.container) all.add(at.container);
        return [...all].sort();
    }, [pods, at]);
    const spaces = [...new Set([at.namespace, ...namespaces.rows.map(({ metadata }) => metadata.name)])].sort();
    const known = workloads.some(({ selector }) => selector === at.selector);
    return (
        <div className={styles.pickers}>
            <label className={styles.choice}>
                {t("namespace")}
                <select
                    value={at.namespace}
                    onChange={({ target }) =>
                        set({ namespace: target.value, selector: undefined, pods: [], container: undefined })
                    }
                >
                    {spaces.map((name) => (
                        <option key={name}>{name}</option>
                    ))}
                </select>
            </label>
            <label className={styles.choice}>
                {t("workload")}
                <select
                    value={at.selector ?? ""}
                    onChange={({ target }) =>
                        set({ selector: target.value || undefined, pods: [], container: undefined })
                    }
                >
                    <option value="">{t("any")}</option>
                    {at.selector && !known && <option value={at.selector}>{at.selector}</option>}
                    {workloads.map(({ kind, name, selector }) => (
                        <option key={`${kind}/${name}`} value={selector}>
                            {name} ({kind})
                        </option>
                    ))}
                </select>
            </label>
            <span className={styles.choice}>
                {t("pods")}
                <PodPicker names={names} chosen={at.pods} onChoose={(chosen) => set({ pods: chosen })} />
            </span>
            <label className={styles.choice}>
                {t("container")}
                <select
                    value={at.container ?? ""}
                    onChange={({ target }) => set({ container: target.value || undefined })}
                >
                    <option value="">{t("allContainers")}</option>
                    {containers.map((name) => (
                        <option key={name}>{name}</option>
                    ))}
                </select>
            </label>
        </div>
    );
}

interface PodPickerProps {
    names: string[];
    /** Empty for all. */
    chosen: string[];
    onChoose: (chosen: string[]) => void;
}

function PodPicker({ names, chosen, onChoose }: PodPickerProps) {
    const t = useText(texts);
    const is = (name: string) => chosen.length === 0 || chosen.includes(name);
    const toggle = (name: string) => {
        const next = names.filter((one) => is(one) !== (one === name));
        onChoose(next.length === names.length || next.length === 0 ? [] : next);
    };
    const all = names.length;
    return (
        <details className={styles.pods}>
            <summary>
                {chosen.length === 0 ? t("allPods", { n: all }) : t("somePods", { n: chosen.length, all })}
            </summary>
            <ul>
                {names.map((name) => (
                    <li key={name}>
                        <label>
                            <input type="checkbox" checked={is(name)} onChange={() => toggle(name)} />
                            {name}
                        </label>
                    </li>
                ))}
            </ul>
        </details>
    );
}
