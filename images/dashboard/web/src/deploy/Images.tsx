import { useMemo, useState } from "react";
import { Link } from "wouter";
import type { NodeObject } from "../api/objects";
import { useRows } from "../api/rows";
import { useSession } from "../api/session";
import { NODES, PODS, objectPage } from "../app/routes";
import { SEARCH_FIELD } from "../app/shortcuts";
import { bytes } from "../i18n/moment";
import { useText } from "../i18n/text";
import { Empty, Panel } from "../ui/Panel";
import { Notice } from "../ui/Status";
import table from "./deploy.module.css";
import { type HostImage, type NodeImage, type Order, type PodImages, images, shown } from "./images/images";
import styles from "./images/images.module.css";
import { LoadPanel } from "./images/LoadPanel";
import { texts } from "./images/words";
import { useAsked } from "./work/useAsked";

/** Images that the nodes have, and bringing one there. */
export function Images() {
    const t = useText(texts);
    const host = useSession()?.host ?? false;
    const nodes = useRows<NodeObject>({ path: "/api/v1/nodes", view: "object" });
    const pods = useRows<PodImages & { uid: string }>({ path: "/api/v1/pods", view: "object" });
    const asked = useAsked<{ images: HostImage[] }>(host ? { do: "images" } : null);
    const [words, setWords] = useState("");
    const [order, setOrder] = useState<Order>("name");
    const [system, setSystem] = useState(false);
    const all = useMemo(
        () => images(nodes.rows, asked.answer?.images ?? [], pods.rows),
        [nodes.rows, pods.rows, asked.answer],
    );
    const rows = useMemo(() => shown(all, words, order, system || !host), [all, words, order, system, host]);
    return (
        <>
            <h1>{t("title")}</h1>
            <LoadPanel onLoaded={asked.again} />
            <Panel
                title={t("onNodes", { n: rows.length })}
                actions={
                    <input
                        {...SEARCH_FIELD}
                        type="search"
                        className={styles.search}
                        aria-label={t("search")}
                        placeholder={t("search")}
                        value={words}
                        onChange={({ target }) => setWords(target.value)}
                    />
                }
            >
                <div className={table.stack}>
                    <div className={table.actions}>
                        <label className={table.choice}>
                            {t("order")}
                            <select value={order} onChange={({ target }) => setOrder(target.value as Order)}>
                                <option value="name">{t("name")}</option>
                                <option value="size">{t("size")}</option>
                                <option value="pods">{t("pods")}</option>
                            </select>
                        </label>
                        {host && (
                            <label className={table.choice}>
                                <input
                                    type="checkbox"
                                    checked={system}
                                    onChange={({ target }) => setSystem(target.checked)}
                                />
                                {t("system")}
                            </label>
                        )}
                    </div>
                    {nodes.state === "ended" && nodes.message && <Notice tone="bad">{nodes.message}</Notice>}
                    {asked.failure && <Notice tone="warn">{asked.failure.message}</Notice>}
                    {nodes.state === "live" && rows.length === 0 && <Empty>{t("none")}</Empty>}
                    {rows.length > 0 && <ImageTable rows={rows} />}
                </div>
            </Panel>
        </>
    );
}

function ImageTable({ rows }: { rows: NodeImage[] }) {
    const t = useText(texts);
    return (
        <div className={table.tableFrame} tabIndex={0} role="region" aria-label={t("title")}>
            <table className={table.table}>
                <thead>
                    <tr>
                        <th scope="col">{t("name")}</th>
                        <th scope="col" className={styles.number}>
                            {t("size")}
                        </th>
                        <th scope="col">{t("nodes")}</th>
                        <th scope="col">{t("pods")}</th>
                    </tr>
                </thead>
                <tbody>
                    {rows.map((image) => (
                        <tr key={image.name}>
                            <th scope="row" className={styles.name} title={image.names.join("\n")}>
                                {image.name}
                            </th>
                            <td className={styles.number}>{bytes(image.size)}</td>
                            <td>
                                <List
                                    items={image.nodes.map((name) => ({ name, to: objectPage(NODES, null, name) }))}
                                    word={t("nodeCount", { n: image.nodes.length })}
                                />
                            </td>
                            <td>
                                <List
                                    items={image.pods.map(({ namespace, name }) => ({
                                        name,
                                        to: objectPage(PODS, namespace, name),
                                    }))}
                                    word={t("podCount", { n: image.pods.length })}
                                />
                            </td>
                        </tr>
                    ))}
                </tbody>
            </table>
        </div>
    );
}

/** Few are named at once; more are folded. */
const NAMED = 2;

function List({ items, word }: { items: { name: string; to: string }[]; word: string }) {
    const links = (
        <ul className={styles.list}>
            {items.map(({ name, to }) => (
                <li key={to}>
                    <Link href={to}>{name}</Link>
                </li>
            ))}
        </ul>
    );
    if (items.length === 0) return <span className={table.faint}>–</span>;
    if (items.length <= NAMED) return links;
    return (
        <details>
            <summary className={styles.fold}>{word}</summary>
            {links}
        </details>
    );
}
