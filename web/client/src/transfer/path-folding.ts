import type { PathRules } from "./path-rules.js";

// Letters whose case the platform maps otherwise than simple case folding does: these have none, or a twin of their own.
const exceptions: ReadonlyMap<string, string> = new Map([
  ["\u0130", "\u0130"],
  ["\u0131", "\u0131"],
  ["\uFB05", "\uFB06"],
]);

/**
 * The form in which paths are compared: what two names have in common when they are one file on the system that the rules
 * are for (rule 6 of docs/sealed-protocol.md section 8).
 */
export function foldPath(path: string, rules: PathRules): string {
  return rules === "unix" ? path : Array.from(path.normalize("NFC"), foldLetter).join("");
}

// Upper case first joins what has several small letters (final sigma), lower case then what has several capitals. A mapping
// to more than one letter is not simple, and counts for none.
function foldLetter(letter: string): string {
  const upper = single(letter.toUpperCase()) ?? letter;
  return exceptions.get(letter) ?? single(upper.toLowerCase()) ?? letter;
}

function single(letters: string): string | undefined {
  return letters.length === 1 || Array.from(letters).length === 1 ? letters : undefined;
}
