/** Follows the logs of many containers and hands them to the page, once a frame at most. */
import { logStream } from "../../../api/stream";
import { LogBuffer, Pending } from "./buffer";
import type { LogLine } from "./line";
import { type Open, type Options, Source, type SourceState } from "./source";
import { MOST, type Wanted } from "./wanted";

export interface Followed {
  /** In order of time. */
  lines: LogLine[];
  /** Lines that are no longer here. */
  dropped: number;
  /** All that ever came. */
  total: number;
  sources: { key: string; pod: string; container: string; state: SourceState; message: string | null }[];
  /** Containers that are not followed, because there are too many. */
  left: number;
}

const NOTHING: Followed = { lines: [], dropped: 0, total: 0, sources: [], left: 0 };

/** Of the time that passes, drawing takes one part in this many: the rest is for whoever uses the page. */
const SHARE = 4;

export class Follower {
  shown = NOTHING;
  private readonly buffer = new LogBuffer();
  private readonly pending = new Pending();
  private readonly sources = new Map<string, Source>();
  private readonly listeners = new Set<() => void>();
  private readonly unsubscribe: () => void;
  private frame = 0;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private first = true;
  private left = 0;
  private cost = 0;

  constructor(
    private readonly options: Options,
    private readonly open: Open = (request, tell) => logStream.open(request, tell),
  ) {
    let before = logStream.connection;
    this.unsubscribe = logStream.subscribe(() => {
      const now = logStream.connection;
      if (now === "lost") this.sources.forEach((source) => source.stop());
      // Afterwards, so that the stream does not open them a second time.
      else if (before === "lost") queueMicrotask(() => this.sources.forEach((source) => source.open()));
      before = now;
    });
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  follow(all: Wanted[]) {
    const wanted = all.slice(0, MOST);
    this.left = all.length - wanted.length;
    const keys = new Set(wanted.map(({ key }) => key));
    for (const [key, source] of this.sources) {
      if (keys.has(key)) continue;
      source.stop();
      source.note("gone");
      this.sources.delete(key);
    }
    for (const one of wanted) {
      const known = this.sources.get(one.key);
      if (known) {
        known.update(one);
        continue;
      }
      const source = new Source(one, this.options, this.open, (lines) => this.take(lines));
      this.sources.set(one.key, source);
      if (!this.first) source.note("joined");
      source.open();
    }
    this.first = false;
    this.schedule();
  }

  retry() {
    for (const source of this.sources.values()) if (source.state !== "live") source.open();
    this.schedule();
  }

  end() {
    this.unsubscribe();
    this.sources.forEach((source) => source.stop());
    this.sources.clear();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
  }

  private take(lines: LogLine[]) {
    if (lines.length > 0) this.pending.push(lines);
    this.schedule();
  }

  private schedule() {
    if (this.frame || this.timer) return;
    const show = () => {
      this.timer = undefined;
      this.frame = requestAnimationFrame(() => this.show());
    };
    if (this.cost > 4) this.timer = setTimeout(show, this.cost * SHARE);
    else show();
  }

  private show() {
    const started = performance.now();
    this.frame = 0;
    this.buffer.add(this.pending.take());
    const dropped = this.buffer.dropped + this.pending.dropped;
    const sources = [...this.sources.values()].map(({ wanted: { key, pod, container }, state, message }) => ({
      key,
      pod,
      container,
      state,
      message,
    }));
    const { lines } = this.buffer;
    this.shown = { lines, dropped, total: lines.length + dropped, sources, left: this.left };
    this.listeners.forEach((listener) => listener());
    // React draws before the next task.
    setTimeout(() => (this.cost = performance.now() - started));
  }
}
