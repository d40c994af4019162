/** One WebSocket with many subscriptions, which are opened again when it was lost. */
import { useSyncExternalStore } from "react";
import { refreshSession, sessionIsOver } from "./session";

/** What the server says of one subscription: exactly one of the fields, see README.md. */
export interface Message {
  id: number;
  reset?: object;
  columns?: Column[];
  rows?: unknown[];
  synced?: object;
  changes?: { changed: unknown[]; removed: string[] };
  lost?: { message: string };
  lines?: Line[];
  host?: HostEvent;
  ended?: { code: number | null; message: string | null; hint?: string | null };
}

export interface Column {
  name: string;
  type: string;
  format: string;
  priority: number;
  description: string;
}

export interface Line {
  /** RFC 3339. */
  time: string;
  text: string;
}

/** See the table of `do` in README.md. */
export type HostEvent = Record<string, unknown>;

export type Request = { watch: object } | { logs: object } | { host: object };

export type Connection = "connecting" | "open" | "lost";

interface Subscription {
  request: Request;
  tell: (message: Message) => void;
  /** Whether it makes sense to ask the same again after a break. */
  repeats: boolean;
}

const LONGEST_WAIT = 2000;

class Stream {
  connection: Connection = "connecting";
  private readonly listeners = new Set<() => void>();
  private readonly subscriptions = new Map<number, Subscription>();
  private socket: WebSocket | null = null;
  private next = 1;
  private wait = 100;

  constructor(private readonly path: string) {}

  /** Opens a subscription; the function that is given back closes it. */
  open(request: Request, tell: (message: Message) => void): () => void {
    const id = this.next++;
    this.subscriptions.set(id, { request, tell, repeats: !("host" in request) });
    if (this.socket === null) this.connect();
    else this.send({ id, open: request });
    return () => {
      if (this.subscriptions.delete(id)) this.send({ id, close: {} });
    };
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private send(frame: object) {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  private connect() {
    const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}${this.path}`);
    this.socket = socket;
    socket.onopen = () => {
      this.wait = 100;
      this.become("open");
      for (const [id, { request }] of this.subscriptions) this.send({ id, open: request });
      void refreshSession();
    };
    socket.onmessage = (event) => {
      const message: Message = JSON.parse(event.data);
      const subscription = this.subscriptions.get(message.id);
      if (!subscription) return;
      if (message.ended) this.subscriptions.delete(message.id);
      // A kubelet may refuse logs with the same code.
      if (message.ended?.code === 401 && "watch" in subscription.request) sessionIsOver();
      subscription.tell(message);
    };
    socket.onclose = () => this.broken();
  }

  private broken() {
    this.socket = null;
    this.become("lost");
    for (const [id, { repeats, tell }] of this.subscriptions) {
      if (repeats) continue;
      this.subscriptions.delete(id);
      tell({ id, ended: { code: null, message: "the connection was lost" } });
    }
    // Says whether the session is over, which no WebSocket tells.
    void refreshSession();
    setTimeout(() => this.socket === null && this.connect(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  private become(connection: Connection) {
    if (this.connection === connection) return;
    this.connection = connection;
    this.listeners.forEach((listener) => listener());
  }
}

/** Watches, and the work of the command line. */
export const stream = new Stream("/api/stream");
/** Logs: a flood of them holds nothing else up. */
export const logStream = new Stream("/api/stream");

export function useConnection(): Connection {
  return useSyncExternalStore(stream.subscribe, () => stream.connection);
}
