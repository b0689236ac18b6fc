import { isRoomName, type RoomName } from "../relay/room-name.js";
import { asciiBytes, viewOf } from "../sealing/bytes.js";
import { type Randomness, randomBytes, systemRandomness } from "../sealing/randomness.js";
import { parseRelayPart, type RelayPart } from "./relay-part.js";
import type { ShareCodeProblem } from "./share-code-problem.js";
import { completeWord, isWord, suggestWords, wordAt, wordCount } from "./word-list.js";

/** How many words a code has unless more are asked for. */
export const defaultWords = 2;

/** The most words a generated code can have. */
export const maxWords = 16;

const maxRoomLength = 64;
const minChosenSecret = 6;
const maxChosenSecret = 128;

/** Why a text is no code. */
export interface ShareCodeRefusal {
  readonly code?: undefined;
  readonly problem: ShareCodeProblem;

  /** With `unknownWord`: the part that is not a word. */
  readonly wrongPart?: string;

  /** With `unknownWord`: up to three words that may have been meant, the nearest first. */
  readonly suggestions?: readonly string[];
}

/** What comes of reading a code. */
export type ShareCodeResult = { readonly code: ShareCode; readonly problem?: undefined } | ShareCodeRefusal;

/**
 * What one person tells the other: `room-secret` or `room-secret@relay`, in canonical form (docs/sealed-protocol.md section
 * 1). The room is known to the relay, the secret never leaves the two peers: it is no readable member, so that no log or
 * message shows it by accident.
 */
export class ShareCode {
  /** The name of the room. */
  readonly room: RoomName;

  /** At which relay the room is, where the code says so. */
  readonly relay: RelayPart | undefined;
  readonly #secret: string;

  /** @param secret In canonical form; {@link parseShareCode} checks it. */
  constructor(room: RoomName, secret: string, relay: RelayPart | undefined) {
    this.room = room;
    this.relay = relay;
    this.#secret = secret;
  }

  /** Whether the room is a number that a relay gave out; the secret is then made of words of the list. */
  get isGenerated(): boolean {
    return isNumber(this.room);
  }

  /** The same code with another relay, or without one. */
  at(relay: RelayPart | undefined): ShareCode {
    return new ShareCode(this.room, this.#secret, relay);
  }

  /** The password of the handshake: the secret part's bytes. The caller wipes it. */
  toPassword(): Uint8Array {
    return asciiBytes(this.#secret);
  }

  /** The whole code, to show to its person. Do not log it. */
  reveal(): string {
    return `${this.room}-${this.#secret}${this.relay === undefined ? "" : `@${this.relay.text}`}`;
  }
}

/**
 * Draws the secret part of a new code: words joined by `-`, each of which carries 11 bits.
 * @param words How many, 2 to 16.
 * @throws RangeError when there are fewer or more.
 */
export function drawSecret(words: number = defaultWords, randomness: Randomness = systemRandomness): string {
  if (!Number.isInteger(words) || words < defaultWords || words > maxWords) {
    throw new RangeError(`words: a code has ${defaultWords} to ${maxWords}.`);
  }

  // 2,048 divides 65,536, so every word is as likely as any other.
  return Array.from({ length: words }, () => wordAt(viewOf(randomBytes(2, randomness)).getUint16(0) % wordCount)).join("-");
}

/** Reads a code as a person types it: any case, spaces, unique beginnings of words. */
export function parseShareCode(text: string): ShareCodeResult {
  const at = text.indexOf("@");
  const result = parseBareCode(at < 0 ? text : text.slice(0, at));
  if (result.code === undefined || at < 0) {
    return result;
  }

  const relay = parseRelayPart(text.slice(at + 1));
  return relay === undefined ? { problem: "badRelay" } : { code: result.code.at(relay) };
}

/** Reads a code without what stands behind the `@`. */
export function parseBareCode(text: string): ShareCodeResult {
  const canonical = text
    .replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[\p{White_Space}\-_.,]+/gu, "-")
    .replace(/^-|-$/g, "");
  if (/[^a-z0-9-]/.test(canonical)) {
    return { problem: "badCharacter" };
  }

  const [room = "", ...parts] = canonical.split("-");
  if (room === "" || parts.length === 0) {
    return { problem: room === "" ? "empty" : "noSecret" };
  }

  const words = parts.map(completeWord);
  const secret = words.join("-");
  if (room.length > maxRoomLength || !isRoomName(room)) {
    return { problem: "roomTooLong" };
  }

  const refusal = isNumber(room) ? refuseWords(words) : refuseChosen(secret);
  return refusal ?? { code: new ShareCode(room, secret, undefined) };
}

function refuseWords(words: readonly string[]): ShareCodeRefusal | undefined {
  const wrongPart = words.find((word) => !isWord(word));
  if (wrongPart !== undefined) {
    return { problem: "unknownWord", wrongPart, suggestions: suggestWords(wrongPart) };
  }

  if (words.length < defaultWords) {
    return { problem: "tooFewWords" };
  }

  return words.length > maxWords ? { problem: "secretLength" } : undefined;
}

function refuseChosen(secret: string): ShareCodeRefusal | undefined {
  return secret.length < minChosenSecret || secret.length > maxChosenSecret ? { problem: "secretLength" } : undefined;
}

function isNumber(room: string): boolean {
  return /^[0-9]+$/.test(room);
}
