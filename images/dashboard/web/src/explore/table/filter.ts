/** What is typed into the field above a list: words, `column:word`, `label:key=value`, each with `-` for its opposite. */
import type { Column } from "./column";

interface Term {
  not: boolean;
  /** Lower case, as the word is. */
  column: string | null;
  word: string;
}

export function parse(text: string): Term[] {
  const terms: Term[] = [];
  for (const [, minus, column, quoted, plain] of text.matchAll(/(-?)(?:([\w-]+):)?(?:"([^"]*)"?|(\S+))/g)) {
    const word = (quoted ?? plain ?? "").toLowerCase();
    if (word !== "") terms.push({ not: minus === "-", column: column?.toLowerCase() ?? null, word });
  }
  return terms;
}

interface Labelled {
  labels?: Record<string, string>;
}

function hasLabel({ labels = {} }: Labelled, word: string): boolean {
  const at = word.indexOf("=");
  const key = at < 0 ? word : word.slice(0, at);
  const value = at < 0 ? null : word.slice(at + 1);
  return Object.entries(labels).some(
    ([name, content]) => name.toLowerCase() === key && (value === null || content.toLowerCase() === value),
  );
}

/** Keeps the rows that are what a text asks for; what a row says is put together once for each. */
export class Filter<R extends object> {
  private readonly said = new WeakMap<R, string>();

  constructor(private readonly columns: Column<R>[]) {}

  keep(rows: R[], text: string): R[] {
    const terms = parse(text).map((term) => ({ ...term, test: this.test(term) }));
    return terms.length === 0 ? rows : rows.filter((row) => terms.every(({ not, test }) => test(row) !== not));
  }

  private test({ column, word }: Term): (row: R) => boolean {
    if (column === "label") return (row) => hasLabel(row as Labelled, word);
    if (column !== null) {
      const found = this.columns.find(({ key }) => key.toLowerCase().startsWith(column));
      if (found) return (row) => found.text(row).toLowerCase().includes(word);
      // `http:` may be meant as it stands.
      return (row) => this.all(row).includes(`${column}:${word}`);
    }
    return (row) => this.all(row).includes(word);
  }

  private all(row: R): string {
    const known = this.said.get(row);
    if (known !== undefined) return known;
    const said = this.columns
      .map(({ text }) => text(row))
      .join("\n")
      .toLowerCase();
    this.said.set(row, said);
    return said;
  }
}
