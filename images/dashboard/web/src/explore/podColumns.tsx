/** The columns of pods. */
import type { PodRow } from "../api/objects";
import { bytes, cores } from "../i18n/moment";
import type { Text } from "../i18n/text";
import { Status } from "../ui/Status";
import { Age } from "./table/Age";
import type { Column } from "./table/column";
import { natural } from "./table/sorting";
import { podTone } from "./tone";
import { type Usage, usageKey } from "./usage";
import type { texts } from "./words";

type T = Text<keyof (typeof texts)["en"]>;

/** A pod without a figure comes after all that have one. */
const NONE = Number.MAX_VALUE;

export function podColumns(t: T, usage: Map<string, Usage> | null, oneNamespace: boolean): Column<PodRow>[] {
    const of = (row: PodRow) => usage?.get(usageKey(row));
    const all: (Column<PodRow> | false)[] = [
        {
            key: "name",
            title: t("name"),
            min: 220,
            grow: 3,
            sortBy: (row) => natural(row.name),
            text: (row) => row.name,
            narrow: "column",
        },
        !oneNamespace && {
            key: "namespace",
            title: t("namespace"),
            min: 112,
            grow: 1,
            sortBy: (row) => natural(row.namespace),
            text: (row) => row.namespace,
        },
        {
            key: "ready",
            title: t("ready"),
            min: 72,
            grow: 0,
            align: "end",
            sortBy: ({ ready, containers }) => (containers === 0 ? 1 : ready / containers - containers * 1e-9),
            text: ({ ready, containers }) => `${ready}/${containers}`,
        },
        {
            key: "status",
            title: t("status"),
            min: 160,
            grow: 1,
            sortBy: (row) => natural(row.status),
            text: (row) => row.status,
            draw: (row) => <Status tone={podTone(row)}>{row.status}</Status>,
            narrow: "column",
        },
        {
            key: "restarts",
            title: t("restarts"),
            min: 80,
            grow: 0,
            align: "end",
            sortBy: (row) => row.restarts,
            text: (row) => String(row.restarts),
        },
        usage !== null && {
            key: "cpu",
            title: "CPU",
            hint: t("cpuHint"),
            min: 64,
            grow: 0,
            align: "end",
            sortBy: (row) => of(row)?.cpu ?? NONE,
            text: () => "",
            draw: (row) => (of(row) ? cores(of(row)!.cpu) : "–"),
            narrow: "none",
        },
        usage !== null && {
            key: "memory",
            title: t("memory"),
            hint: t("memoryHint"),
            min: 84,
            grow: 0,
            align: "end",
            sortBy: (row) => of(row)?.memory ?? NONE,
            text: () => "",
            draw: (row) => (of(row) ? bytes(of(row)!.memory) : "–"),
            narrow: "none",
        },
        {
            key: "node",
            title: t("node"),
            min: 112,
            grow: 1,
            sortBy: (row) => natural(row.node ?? "\uffff"),
            text: (row) => row.node ?? "",
        },
        {
            key: "ip",
            title: "IP",
            min: 118,
            grow: 0,
            sortBy: (row) => natural(row.ip ?? "\uffff"),
            text: (row) => row.ip ?? "",
            narrow: "none",
        },
        {
            key: "age",
            title: t("age"),
            min: 64,
            grow: 0,
            align: "end",
            sortBy: (row) => -Date.parse(row.created),
            text: () => "",
            draw: (row) => <Age since={row.created} />,
            narrow: "column",
        },
        {
            key: "owner",
            title: t("owner"),
            min: 170,
            grow: 1,
            sortBy: (row) => natural(row.owner ? `${row.owner.kind}/${row.owner.name}` : "\uffff"),
            text: (row) => (row.owner ? `${row.owner.kind}/${row.owner.name}` : ""),
            narrow: "none",
        },
    ];
    return all.filter((column) => column !== false);
}
