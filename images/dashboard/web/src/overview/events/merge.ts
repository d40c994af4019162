/** Events as one reads them: the newest first, the same ones together. */
import type { EventObject } from "../../api/objects";
import { lastSeen, timesSeen } from "../diagnosis/cluster";

export interface Told {
  key: string;
  isWarning: boolean;
  reason: string;
  message: string;
  count: number;
  /** Milliseconds. */
  at: number;
  object: EventObject["involvedObject"];
}

export const SHOWN = 200;

interface Choice {
  namespace: string | null;
  warnings: boolean;
}

/** At most SHOWN of them; `left` says how many more there are. */
export function told(events: EventObject[], { namespace, warnings }: Choice): { shown: Told[]; left: number } {
  const merged = new Map<string, Told>();
  for (const event of events) {
    if (warnings && event.type !== "Warning") continue;
    const object = event.involvedObject;
    // Events of nodes are kept in `default`: they are of no namespace.
    if (namespace !== null && object.namespace !== namespace) continue;
    const key = `${object.kind}/${object.namespace}/${object.name}/${event.reason}/${event.message}`;
    const known = merged.get(key);
    const at = lastSeen(event);
    if (known) {
      known.count += timesSeen(event);
      known.at = Math.max(known.at, at);
      continue;
    }
    const { reason, message } = event;
    merged.set(key, { key, isWarning: event.type === "Warning", reason, message, count: timesSeen(event), at, object });
  }
  const all = [...merged.values()].sort((one, other) => other.at - one.at || one.key.localeCompare(other.key));
  return { shown: all.slice(0, SHOWN), left: Math.max(0, all.length - SHOWN) };
}
