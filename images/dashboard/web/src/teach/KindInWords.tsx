import type { Kind } from "../api/kinds";
import { useText } from "../i18n/text";
import { isKnown, texts } from "./kindsInWords";
import styles from "./teach.module.css";
import { useSchema } from "./useSchema";

/** What a kind is: in our words, or in those of its schema. */
export function KindInWords({ kind }: { kind: Kind }) {
    const t = useText(texts);
    if (isKnown(kind.group, kind.kind)) return <p className={styles.about}>{t(kind.kind)}</p>;
    return <FromSchema kind={kind} />;
}

function FromSchema({ kind }: { kind: Kind }) {
    const schema = useSchema(kind);
    const [first] = (schema?.root.description ?? "").split(/(?<=\.)\s/);
    return first ? <p className={styles.about}>{first}</p> : null;
}
