import type { CodeBook } from "./code-input.js";

let loading: Promise<CodeBook> | undefined;

/** The words, loaded when a person begins to type a code. A failed load is tried again. */
export function loadCodeBook(): Promise<CodeBook> {
  loading ??= import("./library-code-book.js").then(
    ({ libraryCodeBook }) => libraryCodeBook,
    (error: unknown) => {
      loading = undefined;
      throw error;
    },
  );
  return loading;
}

/** Before the words are there, nothing is called a mistake. */
export const noCodeBook: CodeBook = {
  isWord: () => true,
  completions: () => [],
  completeWord: (part) => part,
  suggestWords: () => [],
};
