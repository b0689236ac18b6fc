import { wordAt, wordBits } from "../codes/word-list.js";
import { asciiBytes, joinBytes, toHex, viewOf } from "./bytes.js";
import { hkdf, hkdfExpand, hkdfExtract, sha256 } from "./hashing.js";
import type { Role } from "./role.js";
import { wipe } from "./secret-bytes.js";

/**
 * Every derivation of docs/sealed-protocol.md section 4, with its label. No key is derived anywhere else, but for the
 * scalar of SPAKE2.
 */

/** Bytes of every symmetric key. */
export const keyBytes = 32;

/** Bytes of the salt of an epoch. */
export const epochSaltBytes = 16;

const prefix = "sharencrypt/1 ";
const phraseBytes = 8;
const phraseWords = 4;
const resumptionRoomBytes = 16;

/**
 * The session secret from the two shared secrets and the transcript.
 * @param passwordKey Ke, 16 bytes.
 * @param kemSecret ss, 32 bytes.
 */
export function sessionSecret(passwordKey: Uint8Array, kemSecret: Uint8Array, transcript: Uint8Array): Uint8Array {
  const material = joinBytes(passwordKey, kemSecret);
  const session = hkdfExtract(sha256(transcript), material);
  wipe(material);
  return session;
}

/** Key of the messages of one direction. */
export function channelKey(session: Uint8Array, sender: Role): Uint8Array {
  return expand(session, `channel ${direction(sender)}`, keyBytes);
}

/** Key of the resyncs of one direction. */
export function resyncKey(session: Uint8Array, sender: Role): Uint8Array {
  return expand(session, `resync ${direction(sender)}`, keyBytes);
}

/** The token that opens the locked room. */
export function roomTokenSecret(session: Uint8Array): Uint8Array {
  return expand(session, "room token", keyBytes);
}

/** The long secret of the pair. */
export function resumptionSecret(session: Uint8Array): Uint8Array {
  return expand(session, "resumption secret", keyBytes);
}

/** Four words that both people see when nobody sits between them. */
export function verificationPhrase(session: Uint8Array): string {
  const bits = viewOf(expand(session, "verification phrase", phraseBytes)).getBigUint64(0);
  const words = Array.from({ length: phraseWords }, (_, place) => {
    const value = BigInt.asUintN(wordBits, bits >> BigInt(64 - (place + 1) * wordBits));
    return wordAt(Number(value));
  });
  return words.join(" ");
}

/**
 * The name of the room in which a pair meets again.
 * @param resumption The long secret, 32 bytes.
 */
export function resumptionRoom(resumption: Uint8Array): string {
  return toHex(expand(resumption, "resumption room", resumptionRoomBytes));
}

/**
 * The password with which a pair meets again.
 * @param resumption The long secret, 32 bytes.
 */
export function resumptionPassword(resumption: Uint8Array): Uint8Array {
  return expand(resumption, "resumption password", keyBytes);
}

/**
 * The key of one epoch of a transfer's stream.
 * @param transferKey 32 random bytes of the transfer.
 * @param salt 16 fresh random bytes of the epoch.
 * @param transfer The transfer's number, below 2^32.
 * @param epoch The epoch's number, below 2^32.
 */
export function epochKey(transferKey: Uint8Array, salt: Uint8Array, transfer: number, epoch: number): Uint8Array {
  const numbers = new Uint8Array(8);
  viewOf(numbers).setUint32(0, transfer);
  viewOf(numbers).setUint32(4, epoch);
  return hkdf(transferKey, salt, joinBytes(asciiBytes(`${prefix}epoch`), numbers), keyBytes);
}

function direction(sender: Role): string {
  return sender === "host" ? "host to guest" : "guest to host";
}

function expand(secret: Uint8Array, label: string, length: number): Uint8Array {
  return hkdfExpand(secret, asciiBytes(prefix + label), length);
}
