import { type Kind, apiVersion, kubectlName } from "../api/kinds";

/** What kubectl tells about a field. */
export function explainCommand(kind: Pick<Kind, "group" | "version" | "singular" | "plural">, names: string[]): string {
  const name = kind.singular || kind.plural;
  const path = [name, ...names].join(".");
  // A name with its group would be read as a path of fields.
  return kubectlName(kind) === name
    ? `kubectl explain ${path}`
    : `kubectl explain ${path} --api-version=${apiVersion(kind)}`;
}
