import { Link } from "wouter";
import { Actions } from "../actions/Actions";
import type { Kind } from "../api/kinds";
import type { KubeObject } from "../api/objects";
import { explorePath } from "../app/routes";
import { Age } from "../explore/table/Age";
import { useText } from "../i18n/text";
import { KindInWords } from "../teach/KindInWords";
import { Status } from "../ui/Status";
import { Chips } from "./Chips";
import { ObjectLink } from "./ObjectLink";
import { stateOf } from "./status";
import styles from "./object.module.css";
import { texts } from "./words";

export function Header({ kind, object, gone }: { kind: Kind; object: KubeObject; gone: boolean }) {
    const t = useText(texts);
    const { name, namespace, creationTimestamp, labels, ownerReferences = [] } = object.metadata;
    const state = stateOf(kind.kind, object);
    return (
        <header className={styles.head}>
            <nav className={styles.path}>
                <Link href={explorePath(kind)}>{kind.kind}</Link>
                {namespace && (
                    <>
                        <span aria-hidden>/</span>
                        <ObjectLink apiVersion="v1" kind="Namespace" name={namespace} />
                    </>
                )}
            </nav>
            <div className={styles.title}>
                <h1>{name}</h1>
                {state && !gone && <Status tone={state.tone}>{state.word}</Status>}
            </div>
            <KindInWords kind={kind} />
            <div className={styles.facts}>
                <span>
                    {t("created")} <Age since={creationTimestamp} />
                </span>
                {ownerReferences.map((owner) => (
                    <span key={owner.uid}>
                        {t("owner")} <ObjectLink {...owner} namespace={namespace} full />
                    </span>
                ))}
                <Chips label={t("labels")} of={labels} />
            </div>
            {!gone && <Actions kind={kind} object={object} />}
        </header>
    );
}
