/** Words in all languages: each part of the page has its own, beside its code. */
import { useCallback } from "react";
import { type Values, fill } from "./fill";
import { type Language, language, useLanguage } from "./language";

export type Words<K extends string> = Record<Language, Record<K, string>>;

/** A part's words, with places for values as `fill` knows them. */
export function words<K extends string>(en: Record<K, string>, ja: Record<NoInfer<K>, string>): Words<K> {
  return { en, ja };
}

export type Text<K extends string> = (key: K, values?: Values) => string;

/** Text of a part in the page's language; the component is drawn again when that changes. */
export function useText<K extends string>(all: Words<K>): Text<K> {
  const chosen = useLanguage();
  // The same function as long as the language is, so that what is made with it can be kept.
  return useCallback((key, values) => fill(all[chosen][key], values), [all, chosen]);
}

/** The same outside of components. */
export function text<K extends string>(all: Words<K>, key: K, values?: Values): string {
  return fill(all[language()][key], values);
}
