/** All objects of a kind. */
import { useMemo } from "react";
import { useParams } from "wouter";
import { type Kind, useKinds } from "../api/kinds";
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
    if (!kind) return kinds.length > 0 ? <Empty>{t("unknown", { plural, group: `${group}/${version}` })}</Empty> : null;
    const key = kindKey(kind);
    // What is filtered and chosen belongs to one kind.
    return key === "/pods" ? <PodList key={key} kind={kind} /> : <TableList key={key} kind={kind} />;
}

const kindKey = ({ group, plural }: Kind) => `${group}/${plural}`;
