import { parseShareCode, type ShareCode, type ShareCodeRefusal } from "../codes/share-code.js";
import { looksLikeLink, parseShareLink } from "../codes/share-link.js";
import { ShareError } from "../share-error.js";

const example = "It looks like 4821-velvet-orbit.";

/**
 * Reads what a person was told.
 * @param relay Of a code that names none.
 * @throws ShareError when it is malformed.
 */
export function readCodeOrLink(text: string, relay: URL): { readonly code: ShareCode; readonly relay: URL } {
  if (!looksLikeLink(text)) {
    const code = readCode(text);
    return { code, relay: code.relay?.choose([relay]) ?? relay };
  }

  const result = parseShareLink(text);
  if (result.link === undefined) {
    throw explain(result);
  }

  return result.link;
}

/** @throws ShareError when it is malformed. */
export function readCode(text: string): ShareCode {
  const result = parseShareCode(text);
  if (result.code === undefined) {
    throw explain(result);
  }

  return result.code;
}

/**
 * A code that the sender chose: its room holds a letter, so that it is never taken for a generated one.
 * @throws ShareError when it is malformed.
 */
export function readChosenCode(text: string): ShareCode {
  const { code, problem } = parseShareCode(text);
  if (code?.isGenerated === true || problem === "unknownWord" || problem === "tooFewWords") {
    throw malformed(
      "A chosen code may not begin with a bare number: those belong to the relay.",
      "Begin with a word, for example: holiday7-our-secret-place",
    );
  }

  if (code?.relay !== undefined || problem === "badRelay") {
    throw malformed("A chosen code ends before the @.", "Leave the relay out.");
  }

  return code ?? readCode(text);
}

function explain({ problem, wrongPart = "", suggestions = [] }: ShareCodeRefusal): ShareError {
  switch (problem) {
    case "empty":
      return malformed("No code was given.", example);
    case "badCharacter":
      return malformed("A code has only letters a-z, digits and dashes.", example);
    case "noSecret":
      return malformed("The code is incomplete: only its first part is there.", example);
    case "roomTooLong":
      return malformed("The first part of the code is longer than 64 characters.");
    case "secretLength":
      return malformed("The part behind the first dash must have 6 to 128 characters.");
    case "tooFewWords":
      return malformed("The code is incomplete: a word is missing.", example);
    case "badLink":
      return malformed("That link holds no code.", "It looks like https://relay.example/#4821-velvet-orbit.");
    case "badRelay":
      return malformed(
        "What stands behind the @ of the code is not the address of a relay.",
        "It looks like 4821-velvet-orbit@relay.example.",
      );
    default:
      return malformed(
        `“${wrongPart}” is not one of the code words.`,
        suggestions.length === 0 ? "Ask the sender to spell it." : `Did you mean ${suggestions.map((word) => `“${word}”`).join(" or ")}?`,
      );
  }
}

function malformed(message: string, nextStep = ""): ShareError {
  return new ShareError("codeMalformed", message, nextStep);
}
