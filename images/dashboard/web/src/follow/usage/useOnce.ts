/** An answer that is asked for once a key; null until it is there, and where there is none. */
import { useEffect, useState } from "react";

export function useOnce<T>(key: string, ask: () => Promise<T>): T | null {
  const [answer, setAnswer] = useState<{ key: string; value: T } | null>(null);
  useEffect(() => {
    let gone = false;
    ask().then(
      (value) => gone || setAnswer({ key, value }),
      () => {},
    );
    return () => {
      gone = true;
    };
    // What is asked follows from the key.
  }, [key]);
  return answer?.key === key ? answer.value : null;
}
