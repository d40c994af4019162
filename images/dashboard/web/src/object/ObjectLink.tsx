import { Link } from "wouter";
import { findKind, useKinds } from "../api/kinds";
import { objectPage } from "../app/routes";

interface Props {
    apiVersion: string;
    kind: string;
    name: string;
    namespace?: string | null;
    /** Whether the kind is said too. */
    full?: boolean;
}

/** An object that another one names. */
export function ObjectLink({ apiVersion, kind, name, namespace, full = false }: Props) {
    const found = findKind(useKinds(), apiVersion, kind);
    const words = full ? `${kind} ${name}` : name;
    if (!found) return <>{words}</>;
    return <Link href={objectPage(found, found.namespaced ? namespace : null, name)}>{words}</Link>;
}
