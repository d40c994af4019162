/** Trying and applying a text's objects, with what comes of each. */
import { useEffect, useRef, useState } from "react";
import { type Target, applyAll, check, targets } from "./apply";
import type { Manifest } from "./parse";
import type { Verdict } from "./verdict";

export interface Result {
  target: Target;
  verdict: Verdict;
}

export interface Run {
  results: Result[];
  running: boolean;
  /** Why nothing could be tried at all. */
  problem: string | null;
  /** Whether all of it was tried and nothing is applied yet. */
  checked: boolean;
}

const IDLE: Run = { results: [], running: false, problem: null, checked: false };

export function useApply(namespace: string, force: boolean) {
  const [run, setRun] = useState(IDLE);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);

  const work = async (checked: boolean, doIt: (signal: AbortSignal) => Promise<void>) => {
    abort.current?.abort();
    const mine = new AbortController();
    abort.current = mine;
    setRun((before) => ({ ...before, running: true, problem: null, checked: false }));
    const problem = await doIt(mine.signal).then(
      () => null,
      (error: Error) => error.message,
    );
    if (abort.current !== mine) return;
    setRun((before) => ({ ...before, running: false, problem, checked: checked && !problem && !mine.signal.aborted }));
  };
  const tell = (target: Target, verdict: Verdict) =>
    setRun((before) => ({
      ...before,
      results: before.results.map((one) => (one.target === target ? { target, verdict } : one)),
    }));

  return {
    run,
    check: (manifests: Manifest[]) =>
      work(true, async (signal) => {
        const all = await targets(manifests, namespace);
        setRun((before) => ({
          ...before,
          results: all.map((target) => ({ target, verdict: { kind: "waiting" } })),
        }));
        await check(all, { force, signal }, tell);
      }),
    apply: () => {
      const all = run.results.filter(({ verdict }) => isApplicable(verdict)).map(({ target }) => target);
      return work(false, (signal) => applyAll(all, { force, signal }, namespace, tell));
    },
    stop: () => abort.current?.abort(),
    reset: () => {
      abort.current?.abort();
      abort.current = null;
      setRun(IDLE);
    },
  };
}

export const isApplicable = ({ kind }: Verdict) => kind === "create" || kind === "change" || kind === "later";
