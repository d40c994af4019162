/** A terminal of the page, connected with a container. Loaded only where one is opened. */
import { FitAddon } from "@xterm/addon-fit";
import { type ITheme, Terminal } from "@xterm/xterm";
import "@xterm/xterm/css/xterm.css";
import { type Ending, address, ending } from "./ending";

interface Options {
  namespace: string;
  pod: string;
  container: string;
  reader: boolean;
  /** What the terminal is called for screen readers. */
  label: string;
  onOpen: () => void;
  onEnd: (ending: Ending) => void;
  /** The user wants to go on outside of the terminal. */
  onLeave: () => void;
}

export interface TerminalSession {
  focus: () => void;
  recolor: () => void;
  setReader: (on: boolean) => void;
  close: () => void;
}

/** Bytes that wait to be drawn; beyond them output is left out, as drawing it all would take the page down. */
const MOST = 16 * 2 ** 20;

const encoder = new TextEncoder();

export function openTerminal(element: HTMLElement, options: Options): TerminalSession {
  const terminal = new Terminal({
    theme: colors(),
    fontFamily: style("--mono"),
    fontSize: 13,
    minimumContrastRatio: 4.5,
    cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
    scrollback: 5000,
    screenReaderMode: options.reader,
  });
  const fit = new FitAddon();
  terminal.loadAddon(fit);
  terminal.open(element);
  terminal.textarea?.setAttribute("aria-label", options.label);
  terminal.attachCustomKeyEventHandler((event) => ownKey(event, terminal, options.onLeave));
  fit.fit();

  const socket = new WebSocket(
    location.origin.replace(/^http/, "ws") + address(options.namespace, options.pod, options.container),
  );
  socket.binaryType = "arraybuffer";
  let ended: Ending | null = null;
  let waiting = 0;
  const tellSize = () =>
    socket.readyState === WebSocket.OPEN &&
    socket.send(JSON.stringify({ resize: { columns: terminal.cols, rows: terminal.rows } }));
  socket.onopen = () => {
    tellSize();
    options.onOpen();
  };
  socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => {
    if (typeof data === "string") {
      ended ??= ending(data);
    } else if (waiting < MOST) {
      waiting += data.byteLength;
      terminal.write(new Uint8Array(data), () => (waiting -= data.byteLength));
    }
  };
  socket.onclose = () => {
    terminal.options.disableStdin = true;
    options.onEnd(ended ?? { kind: "broken" });
  };
  const send = (bytes: Uint8Array<ArrayBuffer>) => socket.readyState === WebSocket.OPEN && socket.send(bytes);
  terminal.onData((text) => send(encoder.encode(text)));
  terminal.onBinary((text) => send(Uint8Array.from(text, (letter) => letter.charCodeAt(0))));
  terminal.onResize(tellSize);
  const observer = new ResizeObserver(() => fit.fit());
  observer.observe(element);

  return {
    focus: () => terminal.focus(),
    recolor: () => void (terminal.options.theme = colors()),
    setReader: (on) => void (terminal.options.screenReaderMode = on),
    close: () => {
      observer.disconnect();
      socket.onclose = null;
      socket.close();
      terminal.dispose();
    },
  };
}

/** Keys that are not the program's: the way out, and copying. */
function ownKey(event: KeyboardEvent, terminal: Terminal, onLeave: () => void): boolean {
  if (!event.ctrlKey || !event.shiftKey || event.type !== "keydown") return true;
  if (event.key === "Escape" || event.key === "ArrowUp") onLeave();
  else if (event.key === "C" && terminal.hasSelection()) void navigator.clipboard.writeText(terminal.getSelection());
  else return true;
  event.preventDefault();
  return false;
}

const style = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

const NAMES = ["black", "red", "green", "yellow", "blue", "magenta", "cyan", "white"] as const;

function colors(): ITheme {
  const theme: Record<string, string> = {
    background: style("--surface"),
    foreground: style("--ink"),
    cursor: style("--accent"),
    cursorAccent: style("--surface"),
    selectionBackground: style("--accent-soft"),
  };
  for (const name of NAMES) {
    theme[name] = style(`--ansi-${name}`);
    theme[`bright${name[0]?.toUpperCase()}${name.slice(1)}`] = style(`--ansi-bright-${name}`);
  }
  return theme;
}
