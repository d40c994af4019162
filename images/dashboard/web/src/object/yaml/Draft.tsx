import { useMemo, useState } from "react";
import type { Target } from "../../actions/action";
import type { KubeObject } from "../../api/objects";
import { useText } from "../../i18n/text";
import { Button } from "../../ui/Button";
import { Notice, Status } from "../../ui/Status";
import { Editor } from "../../yaml/Editor";
import { ReviewDialog } from "./ReviewDialog";
import { changedFields, inBoth, mergePatch } from "./change";
import { lineOf } from "./problems";
import type { Reviewed } from "./review";
import { editable, toText } from "./text";
import { useReview } from "./useReview";
import styles from "./yaml.module.css";
import { texts } from "./words";

interface Props {
    target: Target;
    /** What the object was when the editing began. */
    base: KubeObject;
    now: KubeObject;
    gone: boolean;
    onCursor: (cursor: { text: string; offset: number }) => void;
    onAgain: () => void;
    onClose: () => void;
}

/** A text that is being edited, checked by the API server as it comes to be. */
export function Draft({ target, base, now, gone, onCursor, onAgain, onClose }: Props) {
    const t = useText(texts);
    const first = useMemo(() => toText(editable(base)), [base]);
    const [draft, setDraft] = useState(first);
    const [place, setPlace] = useState<{ at: number } | null>(null);
    const [reviewed, setReviewed] = useState<Required<Pick<Reviewed, "change" | "after">> & Reviewed>();
    const checked = useReview(target, base, draft);
    const problems = checked?.problems ?? NONE;
    const theirs = useMemo(() => changedFields(mergePatch(editable(base), editable(now))), [base, now]);
    const both = useMemo(() => inBoth(changedFields(checked?.change), theirs), [checked, theirs]);
    const { change, after } = checked ?? {};
    return (
        <>
            <div className={styles.tools}>
                <Button
                    look="primary"
                    disabled={gone || !change || !after}
                    onClick={() => checked && change && after && setReviewed({ ...checked, change, after })}
                >
                    {t("review")}
                </Button>
                <Button onClick={onClose}>{t("discard")}</Button>
                <span role="status" className={styles.last}>
                    {draft === first ? (
                        t("unchanged")
                    ) : !checked ? (
                        t("checking")
                    ) : problems.length > 0 ? (
                        <Status tone="bad">
                            {t("problems")}: {problems.length}
                        </Status>
                    ) : change ? (
                        <Status tone="good">{t("fine")}</Status>
                    ) : (
                        t("unchanged")
                    )}
                </span>
            </div>
            {gone && <Notice tone="bad">{t("gone")}</Notice>}
            {theirs.length > 0 && !gone && !reviewed && (
                <Notice tone="warn">
                    <p>{both.length > 0 ? t("meanwhileSame", { fields: both.join(", ") }) : t("meanwhile")}</p>
                    <Button look="quiet" onClick={onAgain}>
                        {t("again")}
                    </Button>
                </Notice>
            )}
            <Editor
                label={t("editor", { name: target.name })}
                text={draft}
                readOnly={false}
                problems={problems}
                place={place}
                onChange={setDraft}
                onCursor={(offset) => onCursor({ text: draft, offset })}
            />
            {problems.length > 0 && (
                <ul className={styles.problems} aria-label={t("problems")}>
                    {problems.map(({ from, message }) => (
                        <li key={`${from}${message}`}>
                            <button type="button" onClick={() => setPlace({ at: from })}>
                                {t("line", { line: lineOf(draft, from) })}
                            </button>
                            <span>{message}</span>
                        </li>
                    ))}
                </ul>
            )}
            {reviewed && (
                <ReviewDialog
                    target={target}
                    now={now}
                    reviewed={reviewed}
                    onClose={(done) => {
                        setReviewed(undefined);
                        if (done) onClose();
                    }}
                />
            )}
        </>
    );
}

const NONE: never[] = [];
