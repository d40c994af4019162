/** Rows of the cluster that follow its changes. */
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { type Column, type Message, stream } from "./stream";

export type View = "object" | "table" | "pod";

export interface Row {
  uid: string;
}

export interface Rows<T> {
  /** In no order. */
  rows: T[];
  columns: Column[];
  /** `loading` until the first list is whole; `lost` shows what was there last; `ended` has a message. */
  state: "loading" | "live" | "lost" | "ended";
  message: string | null;
  code: number | null;
}

export interface WatchSpec {
  /** `/api/v1/pods`, or null for nothing. */
  path: string | null;
  view: View;
  labelSelector?: string;
  fieldSelector?: string;
}

/** How long a watch that nobody looks at goes on: who comes back to a page finds it there. */
const LINGER = 15_000;

const EMPTY: Rows<never> = { rows: [], columns: [], state: "loading", message: null, code: null };

const uidOf = (row: unknown) => {
  const { uid, metadata } = row as { uid?: string; metadata?: { uid: string } };
  return uid ?? metadata?.uid ?? "";
};

class Watch {
  shown: Rows<unknown> = EMPTY;
  users = 0;
  private byUid = new Map<string, unknown>();
  /** The next list's rows: those of before are shown until it is whole. */
  private coming: Map<string, unknown> | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly close: () => void;
  private frame = 0;
  private state: Rows<unknown>["state"] = "loading";
  private columns: Column[] = [];
  private message: string | null = null;
  private code: number | null = null;

  constructor({ path, view, labelSelector, fieldSelector }: WatchSpec) {
    const query = { ...(labelSelector && { labelSelector }), ...(fieldSelector && { fieldSelector }) };
    this.close = stream.open({ watch: { path, query, view } }, (message) => this.take(message));
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  end() {
    this.close();
    cancelAnimationFrame(this.frame);
  }

  private take(message: Message) {
    if (message.reset) {
      this.coming = new Map();
    } else if (message.columns) {
      this.columns = message.columns;
    } else if (message.rows) {
      const target = this.coming ?? this.byUid;
      for (const row of message.rows) target.set(uidOf(row), row);
      // The first list is shown as it comes.
      if (this.state === "loading" && this.coming) this.byUid = this.coming;
    } else if (message.synced) {
      if (this.coming) this.byUid = this.coming;
      this.coming = null;
      this.state = "live";
      this.message = null;
    } else if (message.changes) {
      for (const row of message.changes.changed) this.byUid.set(uidOf(row), row);
      for (const uid of message.changes.removed) this.byUid.delete(uid);
    } else if (message.lost) {
      this.state = "lost";
      this.message = message.lost.message;
    } else if (message.ended) {
      this.state = "ended";
      ({ code: this.code, message: this.message } = message.ended);
    }
    // However many messages come, the page is drawn once a frame.
    if (!this.frame) this.frame = requestAnimationFrame(() => this.show());
  }

  private show() {
    this.frame = 0;
    const { columns, state, message, code } = this;
    this.shown = { rows: [...this.byUid.values()], columns, state, message, code };
    this.listeners.forEach((listener) => listener());
  }
}

const watches = new Map<string, Watch>();

function acquire(key: string): Watch {
  const known = watches.get(key);
  const watch = known ?? new Watch(JSON.parse(key));
  if (!known) watches.set(key, watch);
  return watch;
}

function release(key: string, watch: Watch) {
  setTimeout(() => {
    if (watch.users > 0 || watches.get(key) !== watch) return;
    watches.delete(key);
    watch.end();
  }, LINGER);
}

/** Rows at a path of the API server, live. All components that ask for the same share one watch. */
export function useRows<T = unknown>(spec: WatchSpec): Rows<T> {
  const key = spec.path === null ? null : JSON.stringify(spec);
  const watch = useMemo(() => (key === null ? null : acquire(key)), [key]);
  useEffect(() => {
    if (key === null || watch === null) return;
    // It may have ended between being drawn and being shown.
    watches.set(key, watch);
    watch.users++;
    return () => {
      watch.users--;
      release(key, watch);
    };
  }, [key, watch]);
  const nothing = useMemo(() => () => () => {}, []);
  return useSyncExternalStore(watch?.subscribe ?? nothing, () => (watch?.shown ?? EMPTY) as Rows<T>);
}
