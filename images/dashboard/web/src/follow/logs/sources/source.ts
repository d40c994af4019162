/** The log of one container: asks for it, and again where that makes sense. */
import type { Line, Message, Request } from "../../../api/stream";
import { type LogLine, type Note, instant, logLine, noteLine } from "./line";
import type { Wanted } from "./wanted";

export interface Options {
  previous: boolean;
  /** Seconds; null for all. */
  since: number | null;
  /** Lines of before; null for all. */
  tail: number | null;
}

export type SourceState =
  | "live"
  /** It has no log yet. */
  | "waiting"
  | "ended"
  /** No previous container. */
  | "none"
  | "refused"
  | "failed";

export type Open = (request: Request, tell: (message: Message) => void) => () => void;

/** Seconds until it is asked for again, one after the other. */
const RETRIES = [1, 2, 5, 15, 30];
/** Clocks of the page and of the node may differ by this many seconds. */
const CLOCKS = 5;
/** Milliseconds after which a log that was asked for again does not end at once. */
const SETTLED = 1500;

export class Source {
  state: SourceState = "live";
  message: string | null = null;
  private close: (() => void) | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private retries = 0;
  private latest = 0;
  /** Lines until `latest` were there already. */
  private resuming = false;

  constructor(
    public wanted: Wanted,
    private readonly options: Options,
    private readonly openStream: Open,
    private readonly take: (lines: LogLine[]) => void,
  ) {}

  open() {
    this.stop();
    const { namespace, pod, container } = this.wanted;
    const { previous, since, tail } = this.options;
    this.resuming = this.latest > 0;
    const again = Math.ceil((Date.now() - this.latest) / 1000) + CLOCKS;
    const from = this.resuming ? { since: Math.max(1, again) } : { since: since ?? undefined, tail: tail ?? undefined };
    const logs = { namespace, pod, container, previous, follow: !previous, ...from };
    this.close = this.openStream({ logs }, (message) => this.tell(message));
    // What has ended before most likely ends again at once: that is no news.
    if (this.retries === 0) this.isLive();
    else this.timer = setTimeout(() => this.isLive(), SETTLED);
  }

  /** Stops without an end: the connection is lost, or nobody looks. */
  stop() {
    clearTimeout(this.timer);
    this.close?.();
    this.close = null;
  }

  /** The pod has changed: what was refused a moment ago may be there now. */
  update(wanted: Wanted) {
    const changed = wanted.signature !== this.wanted.signature;
    this.wanted = wanted;
    if (!changed || this.close !== null || this.state === "none" || this.state === "refused") return;
    this.retries = 0;
    this.retry();
  }

  note(note: Note) {
    this.take([noteLine(note, this.wanted.pod, this.wanted.container, this.latest || Date.now())]);
  }

  private tell({ lines, ended }: Message) {
    const from = this.resuming ? lines?.findIndex(({ time }) => instant(time) > this.latest) : 0;
    if (lines && from !== undefined && from >= 0) {
      clearTimeout(this.timer);
      this.resuming = false;
      this.retries = 0;
      this.isLive();
      this.take(lines.slice(from).map((line) => this.read(line)));
    }
    if (ended) this.end(ended);
  }

  private read(line: Line): LogLine {
    const read = logLine(line, this.wanted.pod, this.wanted.container, this.latest);
    this.latest = read.at;
    return read;
  }

  private isLive() {
    if (this.state === "live") return;
    this.state = "live";
    this.message = null;
    this.take([]);
  }

  private end({ code, message }: { code: number | null; message: string | null }) {
    clearTimeout(this.timer);
    this.close = null;
    this.message = message;
    const { previous } = this.options;
    if (message === null) {
      if (this.state === "live" && !previous && this.retries === 0) this.note("ended");
      this.state = "ended";
    } else if (previous && (code === 400 || code === 404)) this.state = "none";
    else if (code === 401 || code === 403) this.state = "refused";
    else this.state = code === 400 || code === 404 ? "waiting" : "failed";
    const isOver = previous || this.state === "refused" || this.wanted.finished;
    if (!isOver) this.retry();
    this.take([]);
  }

  private retry() {
    clearTimeout(this.timer);
    const seconds = RETRIES[Math.min(this.retries++, RETRIES.length - 1)] ?? 1;
    this.timer = setTimeout(() => this.open(), seconds * 1000);
  }
}
