import type { Kind } from "../../api/kinds";
import type { KubeObject } from "../../api/objects";
export function YamlTab(_: { kind: Kind; object: KubeObject; gone: boolean }) {
    return null;
}
