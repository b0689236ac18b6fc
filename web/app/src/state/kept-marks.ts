import type { KeptMarks } from "./app-store.js";

const unfinishedKey = "sharencrypt.may-have-unfinished";
const languageKey = "sharencrypt.language";

/** Small marks in the browser's storage; nothing secret. A browser that refuses storage is one that remembers nothing. */
export function keptMarks(
  storage: () => Storage = () => localStorage,
): KeptMarks & { language(): string | null; markLanguage(tag: string): void } {
  const read = (key: string): string | null => {
    try {
      return storage().getItem(key);
    } catch {
      return null;
    }
  };
  const write = (key: string, value: string): void => {
    try {
      storage().setItem(key, value);
    } catch {
      // It is asked again next time.
    }
  };
  return {
    mayHaveUnfinished: () => read(unfinishedKey) !== null,
    markUnfinished: () => write(unfinishedKey, "1"),
    language: () => read(languageKey),
    markLanguage: (tag) => write(languageKey, tag),
  };
}
