// Vietnamese first, English by a switch. Each feature brings its own texts, loaded with its pages.
//
// Written out here rather than taken from a library: two languages, plain values and plurals are all that is
// needed, and a library would take a tenth of the JavaScript that the first page may have.
import { useSyncExternalStore } from "react";
import { type CommonKey, common } from "./common";

export type Language = "vi" | "en";
type Values = Readonly<Record<string, string | number>>;
type Bundle = Readonly<Record<string, string>>;

const KEPT_AT = "giamngheo.language";
const LOCALES = { vi: "vi-VN", en: "en-GB" } as const;
const bundles = new Map<string, Readonly<Record<Language, Bundle>>>();
const listeners = new Set<() => void>();
let language: Language = keptLanguage();
document.documentElement.lang = language;

function keptLanguage(): Language {
  try {
    return localStorage.getItem(KEPT_AT) === "en" ? "en" : "vi";
  } catch {
    return "vi"; // Storage may be forbidden; the choice then lasts for the visit.
  }
}

/** The language now. */
export function currentLanguage(): Language {
  return language;
}

/** The language now, as numbers and plurals are written in it. */
export function currentLocale(): string {
  return LOCALES[language];
}

/** Changes the language and remembers it on this device. */
export function chooseLanguage(chosen: Language): void {
  language = chosen;
  document.documentElement.lang = chosen;
  try {
    localStorage.setItem(KEPT_AT, chosen);
  } catch {
    // See keptLanguage.
  }
  for (const listener of listeners) listener();
}

/** The texts of a feature, by key. */
export interface Texts<K extends string> {
  readonly namespace: string;
  /** For the compiler alone. */
  readonly keys?: K;
}

/** Plural forms of a key that only English has: `rows_one` beside `rows_other`. */
type Plurals = { [key: `${string}_one`]: string };
type Stem<K extends string> = K extends `${infer S}_other` ? S : never;

/**
 * Registers a feature's texts: the same keys in both languages, checked by the compiler. `{{name}}` stands for a
 * value. A text that counts with `{{count}}` has a key ending in `_other` (in English also one ending in `_one`)
 * and is asked for without the ending.
 */
export function defineTexts<V extends Record<string, string>>(
  namespace: string,
  texts: { vi: V; en: { [K in keyof V]: string } & Plurals },
): Texts<(keyof V & string) | Stem<keyof V & string>> {
  bundles.set(namespace, texts);
  return { namespace };
}

/** The text of a key in the language now; the key itself when there is none. */
function translate(namespace: string, key: string, values: Values = {}): string {
  const bundle = bundles.get(namespace)?.[language] ?? {};
  const { count } = values;
  const form = typeof count === "number" ? new Intl.PluralRules(currentLocale()).select(count) : "other";
  const counted = count === undefined ? undefined : (bundle[`${key}_${form}`] ?? bundle[`${key}_other`]);
  const text = counted ?? bundle[key] ?? key;
  return text.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
    const value = values[name];
    // A count is a number of things and gets its dots; other numbers may be years.
    if (name === "count" && typeof value === "number") return value.toLocaleString(currentLocale());
    return value === undefined ? "" : String(value);
  });
}

/** Puts the values into the text of a key. */
export type Translate<K extends string> = (key: K, values?: Values) => string;

const translators = new Map<string, Translate<string>>();

/** One function a language and namespace, so that it can stand among the dependencies of an effect. */
function translator(namespace: string): Translate<string> {
  const id = `${language}/${namespace}`;
  let found = translators.get(id);
  if (!found) {
    found = (key, values) => translate(namespace, key, values);
    translators.set(id, found);
  }
  return found;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The language now; the part is drawn again when it changes. */
export function useLanguage(): Language {
  return useSyncExternalStore(subscribe, currentLanguage);
}

/** The texts of a feature in the reader's language. */
export function useTexts<K extends string>(texts: Texts<K>): Translate<K> {
  useLanguage();
  return translator(texts.namespace);
}

const commonTexts = defineTexts("common", common);

/** For what is not a part of a page: the language, and a text by `namespace:key`. */
export const i18n = {
  get language(): Language {
    return language;
  },
  t(id: string, values?: Values): string {
    const [namespace = "", key = ""] = id.split(/:(.*)/s);
    return translate(namespace, key, values);
  },
};

/** The texts that all pages share. */
export function useCommon(): Translate<CommonKey> {
  return useTexts(commonTexts);
}
