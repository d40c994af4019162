/** What only the command line can do: addons, builds, images, ports. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type HostEvent, stream } from "./stream";

export interface Step {
  name: string;
  state: "started" | "done" | "failed" | "skipped" | "output";
  text: string;
  seconds: number | null;
}

export type Job = { do: string } & Record<string, unknown>;

export interface Failure {
  message: string;
  hint: string | null;
}

/** Asks once and collects: the last event of the work. Fails with a Failure. */
export function ask<T extends HostEvent>(job: Job): Promise<T> {
  return new Promise((resolve, reject) => {
    let last: HostEvent = {};
    stream.open({ host: job }, (message) => {
      if (message.host) last = message.host;
      if (!message.ended) return;
      if (message.ended.message === null) resolve(last as T);
      else reject({ message: message.ended.message, hint: message.ended.hint ?? null } satisfies Failure);
    });
  });
}

export interface Work {
  running: boolean;
  /** By name, the newest state of each. */
  steps: Step[];
  events: HostEvent[];
  failure: Failure | null;
  /** Whether it has ended well. */
  done: boolean;
}

const IDLE: Work = { running: false, steps: [], events: [], failure: null, done: false };

/** Work with progress, which goes on as long as the component is there. */
export function useWork(): [Work, (job: Job) => void, () => void] {
  const [work, setWork] = useState(IDLE);
  const close = useRef<(() => void) | null>(null);
  const cancel = useCallback(() => {
    close.current?.();
    close.current = null;
    setWork((before) => ({ ...before, running: false }));
  }, []);
  useEffect(() => () => close.current?.(), []);
  const start = useCallback((job: Job) => {
    close.current?.();
    setWork({ ...IDLE, running: true });
    close.current = stream.open({ host: job }, (message) => {
      const { host, ended } = message;
      if (host) setWork((before) => withEvent(before, host));
      if (ended) {
        close.current = null;
        const failure = ended.message === null ? null : { message: ended.message, hint: ended.hint ?? null };
        setWork((before) => ({ ...before, running: false, failure, done: failure === null }));
      }
    });
  }, []);
  return [work, start, cancel];
}

function withEvent(work: Work, event: HostEvent): Work {
  const step = event.step as Step | undefined;
  if (!step) return { ...work, events: [...work.events, event] };
  const at = work.steps.findIndex(({ name }) => name === step.name);
  const steps = at < 0 ? [...work.steps, step] : work.steps.with(at, step);
  return { ...work, steps };
}
