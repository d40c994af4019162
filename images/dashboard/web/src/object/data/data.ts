/** Values of Secrets, which are base64. */

const bytesOf = (text: string) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

export function sizeOf(text: string, encoded: boolean): number {
  if (!encoded) return new TextEncoder().encode(text).length;
  return (text.length / 4) * 3 - (text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0);
}

/** The text that is meant; null where it is none. */
export function decoded(text: string): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytesOf(text));
  } catch {
    return null;
  }
}
