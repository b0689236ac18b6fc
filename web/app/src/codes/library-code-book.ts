import { completeWord, completions, isWord, suggestWords } from "../../../client/src/codes/word-list.js";
import type { CodeBook } from "./code-input.js";

/** The library's words. */
export const libraryCodeBook: CodeBook = { isWord, completions, completeWord, suggestWords };
