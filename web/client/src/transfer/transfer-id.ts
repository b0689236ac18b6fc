import { decodeBase64Url, encodeBase64Url } from "../relay/base64-url.js";
import { toHex } from "../sealing/bytes.js";
import { type Randomness, randomBytes, systemRandomness } from "../sealing/randomness.js";

declare const brand: unique symbol;

/**
 * Names a transfer across channels (docs/sealed-protocol.md section 7.4): 16 random bytes, here as 32 lower-case hexadecimal
 * digits. Not secret, and never the same twice.
 */
export type TransferId = string & { readonly [brand]: "TransferId" };

/** Bytes of an id. */
export const transferIdBytes = 16;

const form = /^[0-9a-f]{32}$/;

/** Draws a new one. */
export function drawTransferId(randomness: Randomness = systemRandomness): TransferId {
  return transferIdOf(toHex(randomBytes(transferIdBytes, randomness)));
}

/** Whether a value is an id as it is kept: 32 lower-case hexadecimal digits. */
export function isTransferId(value: unknown): value is TransferId {
  return typeof value === "string" && form.test(value);
}

/**
 * The id of these 32 hexadecimal digits.
 * @throws RangeError when they are none.
 */
export function transferIdOf(hex: string): TransferId {
  if (!isTransferId(hex)) {
    throw new RangeError("hex: an id has 32 lower-case hexadecimal digits.");
  }

  return hex;
}

/** The id as on the wire: base64url. */
export function writeTransferId(id: TransferId): string {
  return encodeBase64Url(
    Uint8Array.from({ length: transferIdBytes }, (_, place) => Number.parseInt(id.slice(2 * place, 2 * place + 2), 16)),
  );
}

/** Reads an id from the wire; undefined when it is none. */
export function parseTransferId(value: unknown): TransferId | undefined {
  const bytes = decodeBase64Url(value, transferIdBytes);
  return bytes === undefined ? undefined : transferIdOf(toHex(bytes));
}
