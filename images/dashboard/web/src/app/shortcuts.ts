/** Keys that work everywhere: Ctrl K for the palette, / for the page's own search. */
import { useEffect } from "react";

/** The page's search field carries this attribute. */
export const SEARCH_FIELD = { "data-search": true };

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function useShortcuts({ openPalette }: { openPalette: () => void }) {
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key === "k") {
        event.preventDefault();
        openPalette();
      } else if (event.key === "/" && !isTyping(event.target)) {
        const field = document.querySelector<HTMLElement>("[data-search]");
        if (!field) return;
        event.preventDefault();
        field.focus();
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  });
}
