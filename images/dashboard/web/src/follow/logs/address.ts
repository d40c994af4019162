/** What the address of the page of logs says. */

export interface At {
  namespace: string;
  pods: string[];
  selector?: string;
  container?: string;
}

/** Without pods and a selector all pods of the namespace are meant: the empty selector. */
export function read(search: string, namespace: string): At {
  const query = new URLSearchParams(search);
  return {
    namespace: query.get("namespace") ?? namespace,
    pods: query.getAll("pod"),
    selector: query.get("selector") || undefined,
    container: query.get("container") || undefined,
  };
}

/** `app=web,tier in (a,b)` for a selector of a workload. */
export function selectorText(selector: {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key: string; operator: string; values?: string[] }[];
}): string {
  const labels = Object.entries(selector.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator === "In" ? "in" : "notin"} (${values.join(",")})`;
  });
  return [...labels, ...expressions].join(",");
}
