import { type Randomness, randomBytes, systemRandomness } from "../sealing/randomness.js";
import { decodeBase64Url } from "./base64-url.js";

declare const brand: unique symbol;

/** A client's own proof, new for each room, that a slot is its own: 16 bytes. The relay keeps only its hash. */
export type SlotKey = Uint8Array & { readonly [brand]: "SlotKey" };

/** Bytes of a key. */
export const slotKeyBytes = 16;

/** Draws a new key. */
export function drawSlotKey(randomness: Randomness = systemRandomness): SlotKey {
  return slotKeyOf(randomBytes(slotKeyBytes, randomness));
}

/**
 * Takes bytes for a key; they are not copied.
 * @throws RangeError when they are not 16.
 */
export function slotKeyOf(bytes: Uint8Array): SlotKey {
  if (bytes.length !== slotKeyBytes) {
    throw new RangeError(`bytes: a slot key has ${slotKeyBytes} bytes.`);
  }

  return bytes as SlotKey;
}

/** Reads a key's base64url; undefined when it is none. */
export function parseSlotKey(value: unknown): SlotKey | undefined {
  const bytes = decodeBase64Url(value, slotKeyBytes);
  return bytes === undefined ? undefined : slotKeyOf(bytes);
}
