import type { Strings } from "./strings.js";

type Load = () => Promise<{ readonly strings: Strings }>;

/** Each language is a file of its own, loaded when it is wanted. */
const loads = {
  en: () => import("./en.js"),
  de: () => import("./de.js"),
  es: () => import("./es.js"),
  fr: () => import("./fr.js"),
  ja: () => import("./ja.js"),
  ar: () => import("./ar.js"),
} satisfies Record<string, Load>;

export type LanguageTag = keyof typeof loads;

/** In the list of languages, each by its own name. */
export const languageNames: readonly (readonly [LanguageTag, string])[] = [
  ["en", "English"],
  ["de", "Deutsch"],
  ["es", "Español"],
  ["fr", "Français"],
  ["ja", "日本語"],
  ["ar", "العربية"],
];

export function isLanguage(tag: string | null | undefined): tag is LanguageTag {
  return typeof tag === "string" && Object.hasOwn(loads, tag);
}

/** The first of the person's languages that there is; English otherwise. */
export function chooseLanguage(wanted: readonly string[], remembered: string | null): LanguageTag {
  if (isLanguage(remembered)) return remembered;
  for (const tag of wanted) {
    const language = tag.toLowerCase().split("-")[0];
    if (isLanguage(language)) return language;
  }
  return "en";
}

export async function loadStrings(language: LanguageTag): Promise<Strings> {
  return (await loads[language]()).strings;
}
