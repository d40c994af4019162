/** How bad a line of a log is, by what loggers usually write. */

export type Level = "error" | "warn" | null;

const FIELD = /["']?(?:level|severity|lvl|levelname)["']?\s*[=:]\s*["']?([A-Za-z]+)/;
/** `E0102 15:04:05.000000` */
const KLOG = /^([IWEF])\d{4} \d\d:\d\d:\d\d/;
const ERROR = /\b(?:ERROR|ERR|FATAL|CRITICAL|CRIT|PANIC|SEVERE|EMERG)\b|\[(?:error|err|fatal|crit|alert|emerg)\]/;
const ERROR_WORDS = /^(?:panic: |fatal|Traceback |error:)|(?:Error|Exception): |\berror: /;
const WARN = /\b(?:WARN|WARNING)\b|\[(?:warn|warning)\]|^warning: |\bWarning: /;

/** Nobody writes the level further in than this. */
const LOOKED_AT = 400;

export function level(line: string): Level {
  const text = line.slice(0, LOOKED_AT);
  const field = FIELD.exec(text)?.[1]?.toLowerCase();
  if (field) return ofWord(field);
  const klog = KLOG.exec(text)?.[1];
  if (klog) return klog === "W" ? "warn" : klog === "I" ? null : "error";
  if (ERROR.test(text) || ERROR_WORDS.test(text)) return "error";
  return WARN.test(text) ? "warn" : null;
}

function ofWord(word: string): Level {
  if (/^(err|error|fatal|critical|crit|panic|severe|emerg|alert)/.test(word)) return "error";
  return word.startsWith("warn") ? "warn" : null;
}

/** A line that is a JSON object, over several lines; null for others. */
export function pretty(line: string): string | null {
  const text = line.trim();
  if (!text.startsWith("{") || !text.endsWith("}")) return null;
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return null;
  }
}
