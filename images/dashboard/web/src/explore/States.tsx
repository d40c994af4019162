/** What is there where no rows are: they come, there are none, the user may not see them. */
import type { Kind } from "../api/kinds";
import { kubectlName } from "../api/kinds";
import { useSession } from "../api/session";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import { Command } from "../ui/Command";
import { createHint, grantCommands, seeCommand } from "./hints";
import styles from "./explore.module.css";
import table from "./table/table.module.css";
import { texts } from "./words";

export function Skeleton() {
    const t = useText(texts);
    return (
        <div className={table.bones} role="status" aria-label={t("loading")}>
            {Array.from({ length: 9 }, (_, at) => (
                <div key={at}>
                    <span />
                    {[70, 50, 40, 60].map((width, part) => (
                        <span key={part} className={table.bone} style={{ width: `${width - ((at * 13) % 25)}%` }} />
                    ))}
                </div>
            ))}
        </div>
    );
}

export function Forbidden({ kind, namespace, message }: { kind: Kind; namespace: string | null; message: string }) {
    const t = useText(texts);
    const session = useSession();
    const where = !kind.namespaced ? "" : namespace ? t("forbiddenIn", { namespace }) : t("forbiddenAll");
    const [role, binding] = grantCommands(kind, kind.namespaced ? namespace : null, session?.user.name ?? "USER");
    return (
        <div className={styles.state} role="alert">
            <h2>{t("forbidden", { plural: kind.plural, where })}</h2>
            <p>{message}</p>
            <p>{t("see")}</p>
            <Command>{seeCommand(kind.namespaced ? namespace : null)}</Command>
            <p>{t("grant")}</p>
            <Command>{role}</Command>
            <Command>{binding}</Command>
        </div>
    );
}

export function Ended({ message }: { message: string }) {
    const t = useText(texts);
    return (
        <div className={styles.state} role="alert">
            <p>{t("ended", { message })}</p>
        </div>
    );
}

export function NoRows({ kind, namespace }: { kind: Kind; namespace: string | null }) {
    const t = useText(texts);
    const inNamespace = kind.namespaced && namespace;
    const hint = createHint(kubectlName(kind), inNamespace ? namespace : null);
    return (
        <div className={styles.state}>
            <h2>
                {t("none", { plural: kind.plural, where: inNamespace ? t("noneIn", { namespace }) : t("noneAll") })}
            </h2>
            {kind.verbs.includes("create") && (
                <>
                    <p>{t("create")}</p>
                    <Command>{hint}</Command>
                </>
            )}
        </div>
    );
}

export function NoMatch({ onClear }: { onClear: () => void }) {
    const t = useText(texts);
    return (
        <div className={styles.state}>
            <p>{t("noMatch")}</p>
            <div>
                <Button onClick={onClear}>{t("clearFilter")}</Button>
            </div>
        </div>
    );
}
