/** What a person has typed, word by word, while they type it. The library checks it again; this only helps. */
export interface CodeReading {
  /** The parts as they are understood: the room first. */
  readonly parts: readonly CodePart[];
  readonly problem: CodeProblem | undefined;

  /** Whether it can be used. */
  readonly isComplete: boolean;

  /** What to join with: the link as it is, or the code in its canonical form. */
  readonly value: string;

  /** Words that begin with the last part, while it is being typed; empty when it is a word. */
  readonly completions: readonly string[];
}

export interface CodePart {
  readonly text: string;
  readonly state: "room" | "word" | "typing" | "unknown";
}

export type CodeProblem =
  | { readonly kind: "needsRoom" }
  | { readonly kind: "needsWords" }
  | { readonly kind: "badCharacter"; readonly character: string }
  | { readonly kind: "unknownWord"; readonly word: string; readonly suggestions: readonly string[] }
  | { readonly kind: "notALink" };

/** The words, and what is near a wrong one. */
export interface CodeBook {
  isWord(part: string): boolean;

  /** The words that begin so. */
  completions(start: string): readonly string[];

  /** The word that a part stands for: itself, or the only one that it begins; otherwise the part. */
  completeWord(part: string): string;

  /** Words that may have been meant. */
  suggestWords(part: string): readonly string[];
}

const separators = /[\s\-_.,]+/u;
const mostCompletions = 5;

/** Reads what was typed so far. */
export function readCode(typed: string, book: CodeBook): CodeReading {
  const text = typed.trim();
  if (/^https?:/i.test(text)) return readLink(text);
  const at = text.indexOf("@");
  const [code, relay] = at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at)];
  const bad = /[^a-z0-9\s\-_.,]/iu.exec(code);
  if (bad !== null) return nothing({ kind: "badCharacter", character: bad[0] });
  const isEnded = at >= 0 || /[\s\-_.,]$/u.test(typed);
  const [room = "", ...secret] = code
    .toLowerCase()
    .split(separators)
    .filter((part) => part !== "");
  if (room === "") return nothing(undefined);
  if (!/^\d+$/.test(room)) return readChosen(room, secret, code, relay, isEnded);
  return readGenerated(room, secret, relay, isEnded, book);
}

/** Puts a word in the place of the last part, ready for the next one. */
export function complete(typed: string, word: string): string {
  const match = /^([\s\S]*[\s\-_.,])?[^\s\-_.,]*$/u.exec(typed.trimEnd());
  return `${match?.[1] ?? ""}${word}`;
}

/** Puts a word in the place of a wrong one, wherever that is. */
export function correct(typed: string, wrong: string, right: string): string {
  const pattern = new RegExp(`(^|[\\s\\-_.,])${wrong.replace(/[^a-z0-9]/gi, "")}(?=$|[\\s\\-_.,@])`, "iu");
  return typed.replace(pattern, (_, before: string) => before + right);
}

function readLink(text: string): CodeReading {
  const hash = text.indexOf("#");
  if (hash < 0 || !text.slice(hash + 1).includes("-")) return nothing({ kind: "notALink" });
  return { parts: [], problem: undefined, isComplete: true, value: text, completions: [] };
}

function readGenerated(room: string, secret: readonly string[], relay: string, isEnded: boolean, book: CodeBook): CodeReading {
  const parts: CodePart[] = [{ text: room, state: "room" }];
  let problem: CodeProblem | undefined;
  let completions: readonly string[] = [];
  for (const [place, typed] of secret.entries()) {
    const isLast = place === secret.length - 1;
    const fitting = book.completions(typed);
    const word = book.completeWord(typed);
    if (isLast && !isEnded && !book.isWord(typed)) completions = fitting.slice(0, mostCompletions);
    if (book.isWord(word)) parts.push({ text: word, state: "word" });
    else if (isLast && !isEnded && fitting.length > 0) parts.push({ text: typed, state: "typing" });
    else {
      parts.push({ text: typed, state: "unknown" });
      problem ??= { kind: "unknownWord", word: typed, suggestions: book.suggestWords(typed) };
    }
  }
  const isComplete = parts.length >= 3 && parts.every((part) => part.state === "room" || part.state === "word");
  if (secret.length < 2) problem ??= { kind: "needsWords" };
  return { parts, problem, isComplete, value: parts.map((part) => part.text).join("-") + relay, completions };
}

/** A code of somebody's own choice: its room holds a letter, its secret is free. */
function readChosen(room: string, secret: readonly string[], code: string, relay: string, isEnded: boolean): CodeReading {
  const value = [room, ...secret].join("-") + relay;
  if (secret.join("-").length >= 6) return { parts: [], problem: undefined, isComplete: true, value, completions: [] };
  const problem: CodeProblem = { kind: "needsRoom" };
  return {
    parts: [],
    problem: isEnded || secret.length > 0 || code.length > 8 ? problem : undefined,
    isComplete: false,
    value,
    completions: [],
  };
}

function nothing(problem: CodeProblem | undefined): CodeReading {
  return { parts: [], problem, isComplete: false, value: "", completions: [] };
}
