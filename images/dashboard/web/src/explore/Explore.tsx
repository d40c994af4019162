/** All objects of a kind. */
import { useMemo } from "react";
import { useParams } from "wouter";
import { type Kind, listPath, useKinds } from "../api/kinds";
import { useRows } from "../api/rows";
import { useNamespace } from "../app/namespace";
import { groupOf } from "../app/routes";
import { useText } from "../i18n/text";
import { Empty } from "../ui/Panel";
import { PodList } from "./PodList";
import { TableList } from "./TableList";
import { texts } from "./words";

export function Explore() {
    const t = useText(texts);
    const { group = "", version = "", plural = "" } = useParams();
    const kinds = useKinds();
    const kind = useMemo(
        () => kinds.find((one) => one.group === groupOf(group) && one.plural === plural && one.version === version),
        [kinds, group, version, plural],
    );
    useEarly(kinds.length === 0 ? { group: groupOf(group), version, plural } : null);
    if (!kind) return kinds.length > 0 ? <Empty>{t("unknown", { plural, group: `${group}/${version}` })}</Empty> : null;
    const key = kindKey(kind);
    // What is filtered and chosen belongs to one kind.
    return key === "/pods" ? <PodList key={key} kind={kind} /> : <TableList key={key} kind={kind} />;
}

/** Has the list on its way while the kinds are asked for. Which ones have namespaces is not known yet. */
function useEarly(kind: Pick<Kind, "group" | "version" | "plural"> | null) {
    const namespace = useNamespace();
    const path = kind && namespace === null ? listPath(kind) : null;
    useRows({ path, view: kind && kindKey(kind) === "/pods" ? "pod" : "table" });
}

const kindKey = ({ group, plural }: Pick<Kind, "group" | "plural">) => `${group}/${plural}`;
