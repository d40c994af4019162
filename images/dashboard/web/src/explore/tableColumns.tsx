/** The columns that the API server has for a kind. */
import type { Column as Definition } from "../api/stream";
import type { Text } from "../i18n/text";
import { Status } from "../ui/Status";
import { Age } from "./table/Age";
import type { Column } from "./table/column";
import { meaning, natural } from "./table/sorting";
import { toneOf } from "./tone";
import type { texts } from "./words";

export interface TableRow {
    uid: string;
    namespace: string;
    name: string;
    created: string;
    cells: unknown[];
    labels: Record<string, string>;
}

type T = Text<keyof (typeof texts)["en"]>;

const STATES = /^(status|ready|phase|type|synced|available|established)$/i;
const TIMES = /^(age|duration|last ?(seen|schedule)|first ?seen|since)$/i;

const words = (cell: unknown) => (cell == null ? "" : String(cell));

/** Pixels for texts of that length, within reason. */
const widthOf = (length: number) => Math.min(320, Math.max(56, length * 7.4 + 26));

export function tableColumns(
    t: T,
    definitions: Definition[],
    sample: TableRow[],
    options: { namespaced: boolean; more: boolean },
): Column<TableRow>[] {
    const own = definitions.flatMap((definition, at) =>
        definition.priority > 0 && !options.more ? [] : [column(t, definition, at, sample)],
    );
    const [name, ...others] = own;
    if (!options.namespaced || !name) return own;
    const namespace: Column<TableRow> = {
        key: "namespace",
        title: t("namespace"),
        min: 130,
        grow: 1,
        sortBy: (row) => natural(row.namespace),
        text: (row) => row.namespace,
    };
    return [name, namespace, ...others];
}

function column(t: T, { name, description, type }: Definition, at: number, sample: TableRow[]): Column<TableRow> {
    const cell = (row: TableRow) => row.cells[at];
    const key = name.toLowerCase().replaceAll(" ", "-");
    if (key === "age") {
        return {
            key,
            title: t("age"),
            min: 64,
            grow: 0,
            align: "end",
            sortBy: (row) => -Date.parse(row.created),
            text: () => "",
            // The cell was right when the row was sent.
            draw: (row) => <Age since={row.created} />,
            narrow: "column",
        };
    }
    const longest = sample.reduce((most, row) => Math.max(most, words(cell(row)).length), name.length + 2);
    // Many columns of numbers are said to be of strings.
    const isNumber =
        type === "integer" ||
        type === "number" ||
        (sample.length > 0 && sample.every((row) => /^\d+$/.test(words(cell(row)))));
    const isState = STATES.test(name) && !isNumber;
    return {
        key,
        title: name === "Name" ? t("name") : name,
        hint: description,
        min: at === 0 ? Math.max(200, widthOf(longest)) : widthOf(longest),
        grow: at === 0 ? 3 : isNumber ? 0 : Math.min(2, longest / 20),
        align: isNumber ? "end" : undefined,
        sortBy: (row) => meaning(cell(row), TIMES.test(name)),
        text: (row) => words(cell(row)),
        draw: isState
            ? (row) => {
                  const word = words(cell(row));
                  const tone = toneOf(word);
                  // A word that says nothing good or bad needs no mark.
                  return tone === "idle" ? word : <Status tone={tone}>{word}</Status>;
              }
            : undefined,
        narrow: at === 0 || /^(status|ready|phase)$/i.test(name) ? "column" : undefined,
    };
}
