export type Values = Record<string, string | number>;

/** Puts values into a text: `{name}` stands for one; `{n|one pod|{n} pods}` chooses by whether n is 1. */
export function fill(text: string, values: Values = {}): string {
  const chosen = text.replace(/\{(\w+)\|((?:[^|{}]|\{\w+\})*)\|((?:[^|{}]|\{\w+\})*)\}/g, (_, name, one, many) =>
    values[name] === 1 ? one : many,
  );
  return chosen.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
}
