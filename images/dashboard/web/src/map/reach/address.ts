/** Addresses and the blocks that they are in, of IPv4 and IPv6. */

/** The bits of an address as a number, with how many there are; null for what is no address. */
export function bits(address: string): { value: bigint; width: 32 | 128 } | null {
  if (/^\d+(\.\d+){3}$/.test(address)) {
    const parts = address.split(".").map(Number);
    if (parts.some((part) => part > 255)) return null;
    return { value: parts.reduce((all, part) => (all << 8n) | BigInt(part), 0n), width: 32 };
  }
  if (!/^[\da-f:]+$/i.test(address) || !address.includes(":")) return null;
  const halves = address.split("::");
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => half.split(":").filter(Boolean));
  const missing = 8 - head.length - tail.length;
  if (missing < 0 || (halves.length === 1 && missing > 0)) return null;
  const groups = [...head, ...Array<string>(missing).fill("0"), ...tail];
  return { value: groups.reduce((all, group) => (all << 16n) | BigInt(`0x${group}`), 0n), width: 128 };
}

export function isIn(address: string, cidr: string): boolean {
  const [base = "", length = ""] = cidr.split("/");
  const [one, other] = [bits(address), bits(base)];
  if (!one || !other || one.width !== other.width) return false;
  const rest = BigInt(one.width - Number(length));
  return one.value >> rest === other.value >> rest;
}

/** Whether a block has every address of its family. */
export const isEverything = (cidr: string) => /^(0\.0\.0\.0|::)\/0$/.test(cidr);
