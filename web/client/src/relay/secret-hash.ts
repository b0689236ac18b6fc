import { sha256 } from "../sealing/hashing.js";
import type { RoomToken } from "./room-token.js";
import type { SlotKey } from "./slot-key.js";

declare const brand: unique symbol;

/** The SHA-256 of a secret: all that a relay keeps of it. 32 bytes. */
export type SecretHash = Uint8Array & { readonly [brand]: "SecretHash" };

/** Bytes of a hash. */
export const secretHashBytes = 32;

/** The hash of a secret. */
export function secretHash(secret: RoomToken | SlotKey): SecretHash {
  return secretHashOf(sha256(secret));
}

/**
 * Takes bytes for a hash that was computed elsewhere; they are not copied.
 * @throws RangeError when they are not 32.
 */
export function secretHashOf(bytes: Uint8Array): SecretHash {
  if (bytes.length !== secretHashBytes) {
    throw new RangeError(`bytes: a hash has ${secretHashBytes} bytes.`);
  }

  return bytes as SecretHash;
}
