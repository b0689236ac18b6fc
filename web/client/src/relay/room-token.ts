import { decodeBase64Url } from "./base64-url.js";

declare const brand: unique symbol;

/** What opens a locked room, 32 bytes. Only those who finished a handshake with its host can derive it. */
export type RoomToken = Uint8Array & { readonly [brand]: "RoomToken" };

/** Bytes of a token. */
export const roomTokenBytes = 32;

/**
 * Takes bytes for a token; they are not copied.
 * @throws RangeError when they are not 32.
 */
export function roomTokenOf(bytes: Uint8Array): RoomToken {
  if (bytes.length !== roomTokenBytes) {
    throw new RangeError(`bytes: a room token has ${roomTokenBytes} bytes.`);
  }

  return bytes as RoomToken;
}

/** Reads a token's base64url; undefined when it is none. */
export function parseRoomToken(value: unknown): RoomToken | undefined {
  const bytes = decodeBase64Url(value, roomTokenBytes);
  return bytes === undefined ? undefined : roomTokenOf(bytes);
}
