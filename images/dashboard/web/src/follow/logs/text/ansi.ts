/** ANSI escape codes in logs: colours and weights are interpreted, all else is left out. */

export interface Look {
  /** A name of the palette (`red`, `bright-red`), or a colour of CSS. */
  color?: string;
  background?: string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

export interface Span {
  text: string;
  look: Look;
}

// CSI, OSC (until BEL or ST), other two-byte escapes, then control characters but tab.
const CODES =
  // oxlint-disable-next-line no-control-regex
  /\x1b\[([0-?]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f]/g;
// oxlint-disable-next-line no-control-regex
const ANY = /[\x00-\x08\x0a-\x1f\x7f]/;

/** The text without codes. */
export function plain(text: string): string {
  return ANY.test(text) ? text.replace(CODES, "") : text;
}

/** The text in parts that look alike. */
export function spans(text: string): Span[] {
  if (!ANY.test(text)) return [{ text, look: {} }];
  const found: Span[] = [];
  let look: Look = {};
  let from = 0;
  const push = (until: number) => {
    if (until > from) found.push({ text: text.slice(from, until), look });
  };
  for (const code of text.matchAll(CODES)) {
    push(code.index);
    from = code.index + code[0].length;
    if (code[2] === "m") look = styled(look, code[1] ?? "");
  }
  push(text.length);
  return found;
}

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"];

function styled(before: Look, parameters: string): Look {
  const numbers = parameters.split(/[;:]/).map(Number);
  let look = { ...before };
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at] ?? 0;
    if (code === 0) look = {};
    else if (code === 1) look.bold = true;
    else if (code === 2) look.dim = true;
    else if (code === 3) look.italic = true;
    else if (code === 4) look.underline = true;
    else if (code === 7) look.inverse = true;
    else if (code === 22) look.bold = look.dim = undefined;
    else if (code === 23) look.italic = undefined;
    else if (code === 24) look.underline = undefined;
    else if (code === 27) look.inverse = undefined;
    else if (code === 39) look.color = undefined;
    else if (code === 49) look.background = undefined;
    else if (code === 38 || code === 48) {
      const [color, used] = extended(numbers.slice(at + 1));
      look[code === 38 ? "color" : "background"] = color;
      at += used;
    } else {
      const base = Math.floor(code / 10);
      const name = NAMES[code % 10];
      if (name && (base === 3 || base === 4)) look[base === 3 ? "color" : "background"] = name;
      if (name && (base === 9 || base === 10)) look[base === 9 ? "color" : "background"] = `bright-${name}`;
    }
  }
  return look;
}

/** A colour of 256 or of 24 bits, and how many numbers it took. */
function extended([kind, ...rest]: number[]): [string | undefined, number] {
  if (kind === 5) return [indexed(rest[0] ?? 0), 2];
  if (kind !== 2) return [undefined, 1];
  const [red = 0, green = 0, blue = 0] = rest.map((part) => Math.min(255, part || 0));
  return [`rgb(${red} ${green} ${blue})`, 4];
}

function indexed(index: number): string | undefined {
  if (index < 8) return NAMES[index];
  if (index < 16) return `bright-${NAMES[index - 8]}`;
  if (index > 255 || Number.isNaN(index)) return undefined;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return `rgb(${grey} ${grey} ${grey})`;
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + 40 * step);
  const at = index - 16;
  return `rgb(${level(Math.floor(at / 36))} ${level(Math.floor(at / 6) % 6)} ${level(at % 6)})`;
}
