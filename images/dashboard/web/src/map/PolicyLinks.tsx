import { Link } from "wouter";
import { refTo } from "../api/owner";
import { objectPage } from "../app/routes";
import type { NetworkPolicy } from "./reach/policy";

export function PolicyLinks({ policies }: { policies: NetworkPolicy[] }) {
    return policies.map(({ metadata: { name, namespace = "", uid } }, index) => (
        <span key={uid}>
            {index > 0 && ", "}
            <Link
                href={objectPage(refTo("NetworkPolicy", namespace, name), namespace, name)}
                title={`${namespace}/${name}`}
            >
                {name}
            </Link>
        </span>
    ));
}
