/** What the command line answered to a question, and asking again. */
import { useCallback, useEffect, useRef, useState } from "react";
import { type Failure, type Job, ask } from "../../api/host";
import type { HostEvent } from "../../api/stream";

export interface Asked<T> {
  answer: T | null;
  failure: Failure | null;
  asks: boolean;
  again: () => void;
}

/** Asks as soon as there is someone to ask; `null` asks nothing. */
export function useAsked<T extends HostEvent>(job: Job | null): Asked<T> {
  const [state, setState] = useState<Omit<Asked<T>, "again">>({ answer: null, failure: null, asks: job !== null });
  const newest = useRef(0);
  const key = job && JSON.stringify(job);
  const again = useCallback(() => {
    if (key === null) return;
    const mine = ++newest.current;
    setState((before) => ({ ...before, asks: true, failure: null }));
    const told = (change: Partial<Asked<T>>) => {
      if (newest.current === mine) setState((before) => ({ ...before, ...change, asks: false }));
    };
    ask<T>(JSON.parse(key)).then(
      (answer) => told({ answer }),
      (failure: Failure) => told({ failure }),
    );
  }, [key]);
  useEffect(again, [again]);
  return { ...state, again };
}
