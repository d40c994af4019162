import { useMemo } from "react";
import { type Kind, listPath } from "../api/kinds";
import type { PodRow } from "../api/objects";
import { useRows } from "../api/rows";
import { useNamespace } from "../app/namespace";
import { useText } from "../i18n/text";
import { List } from "./List";
import { podColumns } from "./podColumns";
import { usePodUsage } from "./usage";
import { texts } from "./words";

export function PodList({ kind }: { kind: Kind }) {
    const t = useText(texts);
    const namespace = useNamespace();
    const live = useRows<PodRow>({ path: listPath(kind, namespace), view: "pod" });
    const usage = usePodUsage(namespace, true);
    const columns = useMemo(() => podColumns(t, usage, namespace !== null), [t, usage, namespace]);
    return <List kind={kind} namespace={namespace} live={live} columns={columns} />;
}
