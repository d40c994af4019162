/** What only the command line can do: addons, builds, images, ports. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type HostEvent, stream } from "./stream";

export interface Step {
  name: string;
  state: "started" | "done" | "failed" | "skipped" | "output";
  /** What came of it, or a line of output. */
  text: string | null;
  seconds: number | null;
  /** What it has written so far, the newest lines. */
  output?: string[];
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

export const IDLE: Work = { running: false, steps: [], events: [], failure: null, done: false };

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

export function withEvent(work: Work, event: HostEvent): Work {
  const step = event.step as Step | undefined;
  if (!step) return { ...work, events: [...work.events, event] };
  return { ...work, steps: withStep(work.steps, step) };
}

/** Lines of one step that are kept. */
const LINES = 2000;

export function withStep(steps: Step[], step: Step): Step[] {
  const at = steps.findIndex(({ name }) => name === step.name);
  const before = steps[at];
  // Output does not change what a step is at.
  const told: Step =
    step.state === "output" ? { ...step, text: null, ...before, state: before?.state ?? "started" } : step;
  const output = [...(before?.output ?? []), ...(step.state === "output" ? [step.text ?? ""] : [])].slice(-LINES);
  const now = { ...told, output };
  return before ? steps.with(at, now) : [...steps, now];
}
