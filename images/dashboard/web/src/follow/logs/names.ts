/** Short names and colours that tell pods apart. */

export const COLORS = 8;

/** `web-7d9c6bf5d4-x2x7k`: a pod of a Deployment, whose hash says little. */
const HASHED = /^(.+)-[bcdfghjklmnpqrstvwxz2456789]{6,10}-([bcdfghjklmnpqrstvwxz2456789]{5})$/;

/** Names without the words that all of them begin with, and without hashes. One alone keeps its name. */
export function shortNames(names: string[]): Map<string, string> {
  const all = [...new Set(names)];
  if (all.length < 2) return new Map(all.map((name) => [name, name]));
  const words = all.map((name) => name.split("-"));
  const first = words[0] ?? [];
  let common = 0;
  while (words.every((one) => one.length > common + 1 && one[common] === first[common])) common++;
  const short = words.map((one) => one.slice(common).join("-"));
  const shorter = short.map((name) => name.replace(HASHED, "$1-$2"));
  const isUnique = new Set(shorter).size === all.length;
  return new Map(all.map((name, at) => [name, (isUnique ? shorter[at] : short[at]) ?? name]));
}

function hash(text: string): number {
  let value = 0;
  for (let at = 0; at < text.length; at++) value = (value * 31 + text.charCodeAt(at)) >>> 0;
  return value;
}

/** Gives each name a colour for good, and two of them the same only where there are more names than colours. */
export class Colors {
  private readonly given = new Map<string, number>();
  private readonly uses = new Array<number>(COLORS).fill(0);

  of(name: string): number {
    const known = this.given.get(name);
    if (known !== undefined) return known;
    const fewest = Math.min(...this.uses);
    let color = hash(name) % COLORS;
    while ((this.uses[color] ?? 0) > fewest) color = (color + 1) % COLORS;
    this.given.set(name, color);
    this.uses[color] = (this.uses[color] ?? 0) + 1;
    return color;
  }
}
