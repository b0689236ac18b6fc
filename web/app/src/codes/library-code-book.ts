import { completions, parseShareCode } from "sharencrypt";
import type { CodeBook } from "./code-input.js";

/** From this many letters on, a part that begins one word only stands for that word. */
const shortestBeginning = 3;

/** The library's words. */
export const libraryCodeBook: CodeBook = {
  isWord: (part) => completions(part).includes(part),
  completions,
  completeWord: (part) => {
    const words = completions(part);
    const [only, another] = words;
    if (words.includes(part) || part.length < shortestBeginning) return part;
    return only !== undefined && another === undefined ? only : part;
  },
  suggestWords: (part) => {
    // With any room: only the word is asked about.
    const result = parseShareCode(`1-${part}`);
    return result.code === undefined ? (result.suggestions ?? []) : [];
  },
};
