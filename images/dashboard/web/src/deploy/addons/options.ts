/** Options of an addon, as a form has them. */

export type Value = string | number | boolean | string[];

export interface AddonOption {
  name: string;
  about: string;
  /** `integer`, `boolean`, `text`, `list`, or the words of a choice with bars between. */
  type: string;
  default: Value;
  /** In the cluster; null where it is not there. */
  value: Value | null;
}

export interface Addon {
  name: string;
  summary: string;
  version: string;
  state: "enabled" | "disabled" | "failed" | "outdated";
  memory: string | null;
  options: AddonOption[];
  opens: boolean;
}

/** The words of a choice; null for other types. */
export const choices = (type: string) => (type.includes("|") ? type.split("|") : null);

/** A value as a field shows it. */
export const written = (value: Value) => (Array.isArray(value) ? value.join(",") : String(value));

export const current = ({ value, default: usual }: AddonOption) => written(value ?? usual);

/** What is to be set: fields that say something else than what is there. Null where a field has no such value. */
export function changes(options: AddonOption[], fields: Record<string, string>): Record<string, Value> | null {
  const changed: Record<string, Value> = {};
  for (const option of options) {
    const field = fields[option.name];
    if (field === undefined || field === current(option)) continue;
    const value = read(option.type, field);
    if (value === null) return null;
    changed[option.name] = value;
  }
  return changed;
}

function read(type: string, field: string): Value | null {
  if (type === "integer") return /^-?\d+$/.test(field.trim()) ? Number(field) : null;
  if (type === "boolean") return field === "true";
  if (type !== "list") return field;
  return field
    .split(",")
    .map((word) => word.trim())
    .filter(Boolean);
}

/** What the command line does the same with. */
export function enableCommand(name: string, set: Record<string, Value>): string {
  const words = Object.entries(set).map(([key, value]) => ` --set ${quoted(`${key}=${written(value)}`)}`);
  return `devcluster addon enable ${name}${words.join("")}`;
}

const quoted = (word: string) => (/^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);
