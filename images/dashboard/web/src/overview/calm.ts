import { useEffect, useRef, useState } from "react";

/** A value that changes at most once each `interval` ms: for what is costly to work out, or hard to read when it flickers. */
export function useCalm<T>(value: T, interval: number): T {
  const [shown, setShown] = useState(value);
  const newest = useRef(value);
  const timer = useRef(0);
  const last = useRef(0);
  useEffect(() => {
    newest.current = value;
    if (timer.current) return;
    const wait = Math.max(0, last.current + interval - Date.now());
    timer.current = setTimeout(() => {
      timer.current = 0;
      last.current = Date.now();
      setShown(newest.current);
    }, wait);
  }, [value, interval]);
  useEffect(
    () => () => {
      clearTimeout(timer.current);
      timer.current = 0;
    },
    [],
  );
  return shown;
}
