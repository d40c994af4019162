import type { Kind } from "../../api/kinds";
import type { KubeObject } from "../../api/objects";
export function RelationsTab(_: { kind: Kind; object: KubeObject }) {
    return null;
}
