/** Whether the page is as narrow as a phone's; the same width as in the style sheets. */
import { useSyncExternalStore } from "react";

const query = matchMedia("(max-width: 760px)");

function subscribe(listener: () => void) {
  query.addEventListener("change", listener);
  return () => query.removeEventListener("change", listener);
}

export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches);
}
