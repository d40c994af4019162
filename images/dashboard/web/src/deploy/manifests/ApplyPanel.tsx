import { FilePlus2, Play, SearchCheck, Trash2 } from "lucide-react";
import { type DragEvent, useMemo, useRef, useState } from "react";
import { useNamespace } from "../../app/namespace";
import type { KubeObject } from "../../api/objects";
import { useRows } from "../../api/rows";
import { text as wordsOf, useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Command } from "../../ui/Command";
import { Panel } from "../../ui/Panel";
import { Notice } from "../../ui/Status";
import { toast } from "../../ui/toast";
import styles from "../deploy.module.css";
import { YamlEditor } from "./YamlEditor";
import { command, withFiles } from "./files";
import { parse } from "./parse";
import { Results } from "./Results";
import { isApplicable, useApply } from "./useApply";
import { texts } from "./words";

/** Problems that are written out; the editor marks all of them. */
const TOLD = 5;

/** Objects from YAML: tried first, and then applied. */
export function ApplyPanel() {
    const t = useText(texts);
    const held = useNamespace();
    const [chosen, setChosen] = useState<string | null>(null);
    const namespace = chosen ?? held ?? "default";
    const [text, setText] = useState("");
    const [files, setFiles] = useState<string[]>([]);
    const [force, setForce] = useState(false);
    const [over, setOver] = useState(false);
    const { run, check, apply, stop, reset } = useApply(namespace, force);
    const parsed = useMemo(() => parse(text), [text]);
    const input = useRef<HTMLInputElement>(null);

    const change = (next: string) => {
        setText(next);
        if (next.trim() === "") setFiles([]);
        if (next !== text) reset();
    };
    const add = async (list: FileList | null) => {
        const added = [...(list ?? [])];
        if (added.length === 0) return;
        try {
            change(await withFiles(text, added));
            setFiles([...files, ...added.map(({ name }) => name)]);
        } catch (error) {
            toast("bad", wordsOf(texts, "tooLarge", { name: (error as Error).message }));
        }
    };
    const dropped = (event: DragEvent) => {
        setOver(false);
        if (!hasFiles(event)) return;
        event.preventDefault();
        void add(event.dataTransfer.files);
    };
    const applicable = run.results.filter(({ verdict }) => isApplicable(verdict)).length;
    const conflicts = run.results.some(({ verdict }) => "conflict" in verdict && verdict.conflict);
    const wrong = parsed.problems.length > 0;
    const clear = (
        <Button look="quiet" onClick={() => change("")} disabled={text === ""}>
            <Trash2 aria-hidden />
            {t("clear")}
        </Button>
    );
    return (
        <Panel title={t("title")} actions={clear}>
            <div className={styles.stack}>
                <div
                    className={`${styles.drop} ${over ? styles.over : ""}`}
                    onDragOver={(event) => {
                        if (!hasFiles(event)) return;
                        event.preventDefault();
                        setOver(true);
                    }}
                    onDragLeave={() => setOver(false)}
                    onDropCapture={dropped}
                >
                    <YamlEditor
                        text={text}
                        label={t("label")}
                        placeholder={t("placeholder")}
                        problems={parsed.problems}
                        onChange={change}
                    />
                </div>
                {wrong && (
                    <Notice tone="warn">
                        {parsed.problems.slice(0, TOLD).map(({ line, message }, at) => (
                            <p key={at}>{t("line", { line, message })}</p>
                        ))}
                    </Notice>
                )}
                <div className={styles.actions}>
                    <input
                        ref={input}
                        type="file"
                        multiple
                        hidden
                        onChange={({ target }) => void add(target.files).then(() => (target.value = ""))}
                    />
                    <Button onClick={() => input.current?.click()}>
                        <FilePlus2 aria-hidden />
                        {t("files")}
                    </Button>
                    <NamespaceChoice value={namespace} onChoose={(name) => (setChosen(name), reset())} />
                    {(conflicts || force) && (
                        <label className={styles.choice}>
                            <input
                                type="checkbox"
                                checked={force}
                                onChange={({ target }) => (setForce(target.checked), reset())}
                            />
                            {t("force")}
                        </label>
                    )}
                    <span className={styles.grow} />
                    {run.running && <Button onClick={stop}>{t("stop")}</Button>}
                    {!run.running && (!run.checked || applicable === 0) && (
                        <Button
                            look="primary"
                            disabled={wrong || parsed.manifests.length === 0}
                            onClick={() => void check(parsed.manifests)}
                        >
                            <SearchCheck aria-hidden />
                            {t(run.results.length > 0 ? "again" : "check")}
                        </Button>
                    )}
                    {run.checked && applicable > 0 && (
                        <Button look="primary" onClick={() => void apply()}>
                            <Play aria-hidden />
                            {t("apply", { n: applicable })}
                        </Button>
                    )}
                </div>
                {run.problem && <Notice tone="bad">{run.problem}</Notice>}
                {run.checked && <p className={styles.faint}>{t("checkHint")}</p>}
                {run.results.length > 0 && <Results results={run.results} />}
                <div className={styles.same}>
                    <span>{t("same")}</span>
                    <Command>{command(files, namespace, force)}</Command>
                </div>
            </div>
        </Panel>
    );
}

/** Text can be dragged too, within the editor. */
const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes("Files");

function NamespaceChoice({ value, onChoose }: { value: string; onChoose: (name: string) => void }) {
    const t = useText(texts);
    const { rows } = useRows<KubeObject>({ path: "/api/v1/namespaces", view: "object" });
    const names = [...new Set([value, ...rows.map(({ metadata }) => metadata.name)])].sort();
    return (
        <label className={styles.choice}>
            {t("namespace")}
            <select value={value} onChange={({ target }) => onChoose(target.value)}>
                {names.map((name) => (
                    <option key={name}>{name}</option>
                ))}
            </select>
        </label>
    );
}
