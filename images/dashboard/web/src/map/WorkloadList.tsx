import { memo, useMemo } from "react";
import { useText } from "../i18n/text";
import { type Layout, type Spot } from "./graph/layout";
import styles from "./map.module.css";
import type { Line } from "./reach/table";
import { texts } from "./words";

interface Props {
    layout: Layout;
    chosen: string | null;
    verdicts: Map<string, Line>;
    onChoose: (id: string) => void;
    onFold: (namespace: string) => void;
}

/** The drawing in words, for narrow pages. */
export const WorkloadList = memo(function WorkloadList({ layout, chosen, verdicts, onChoose, onFold }: Props) {
    const t = useText(texts);
    const leads = useMemo(() => {
        const titles = new Map(layout.spots.map(({ id, title }) => [id, title]));
        const to = new Map<string, string[]>();
        for (const edge of layout.edges) {
            const name = titles.get(edge.from) || t("outside");
            to.set(edge.to, [...(to.get(edge.to) ?? []), name]);
        }
        return to;
    }, [layout, t]);
    const inColumn = (column: Spot["column"]) => layout.spots.filter((spot) => spot.column === column);
    return (
        <div className={styles.asList}>
            {(["entrances", "services", "workloads"] as const).map((column) => (
                <section key={column} aria-label={t(column)}>
                    <h2>{t(column)}</h2>
                    <ul>
                        {inColumn(column).map(({ id, title, note, folded, object }) => (
                            <li key={id}>
                                {folded ? (
                                    <button
                                        type="button"
                                        className={styles.link}
                                        onClick={() => onFold(folded.namespace)}
                                    >
                                        {t("unfold", { n: folded.count, namespace: folded.namespace })}
                                    </button>
                                ) : column === "workloads" ? (
                                    <button
                                        type="button"
                                        className={styles.link}
                                        aria-pressed={id === chosen}
                                        onClick={() => onChoose(id)}
                                    >
                                        {title}
                                    </button>
                                ) : (
                                    <b>{title}</b>
                                )}{" "}
                                <small>
                                    {[object?.namespace, note].filter(Boolean).join(" · ")}
                                    {leads.has(id) && ` ← ${leads.get(id)!.join(", ")}`}
                                </small>
                                {verdicts.has(id) && <Verdict line={verdicts.get(id)!} />}
                            </li>
                        ))}
                    </ul>
                </section>
            ))}
        </div>
    );
});

function Verdict({ line: { level, ports } }: { line: Line }) {
    const t = useText(texts);
    return <small className={styles[level]}> {t(level, { ports: ports ?? "" })}</small>;
}
