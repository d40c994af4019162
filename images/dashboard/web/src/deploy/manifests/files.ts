/** Files that are dropped on the page, as one text. */

/** More would be no manifests. */
const LARGEST = 5 * 2 ** 20;

/** The text with a file's behind it, as documents of their own. */
export function withFile(text: string, name: string, content: string): string {
  const before = text.trimEnd();
  return `${before === "" ? "" : `${before}\n---\n`}# ${name}\n${content.replace(/^---\s*\n/, "").trimEnd()}\n`;
}

export async function withFiles(text: string, files: File[]): Promise<string> {
  let all = text;
  for (const file of files) {
    if (file.size > LARGEST) throw new Error(file.name);
    all = withFile(all, file.name, await file.text());
  }
  return all;
}

/** What kubectl does the same with. */
export function command(files: string[], namespace: string, force: boolean): string {
  const names = files.length > 0 ? files.map((name) => `-f ${quoted(name)}`).join(" ") : "-f FILE.yaml";
  return `kubectl apply --server-side${force ? " --force-conflicts" : ""} -n ${namespace} ${names}`;
}

const quoted = (name: string) => (/^[\w./-]+$/.test(name) ? name : `'${name.replaceAll("'", `'\\''`)}'`);
