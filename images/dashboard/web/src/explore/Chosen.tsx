import type { Kind } from "../api/kinds";
import { useText } from "../i18n/text";
import { Button } from "../ui/Button";
import type { Listed } from "./List";
import { texts } from "./words";

/** What can be done with the rows that are marked. */
export function Chosen({ chosen, onClear }: { kind: Kind; chosen: Listed[]; onClear: () => void }) {
    const t = useText(texts);
    return (
        <>
            <strong>{t("selected", { n: chosen.length })}</strong>
            <Button look="quiet" onClick={onClear}>
                {t("clear")}
            </Button>
        </>
    );
}
