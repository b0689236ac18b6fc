import { createContext } from "preact";
import { useContext } from "preact/hooks";
import { Formats } from "../format/format.js";
import type { Strings } from "./strings.js";

/** The texts and formats of the language in use. */
export interface Words {
  readonly strings: Strings;
  readonly formats: Formats;
}

export function wordsOf(strings: Strings): Words {
  return { strings, formats: new Formats(strings) };
}

export const WordsContext = createContext<Words | undefined>(undefined);

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (words === undefined) throw new TypeError("useWords: there is no WordsContext above.");
  return words;
}
