/** Base64url of RFC 4648 section 5, exact: no padding, no other characters, unused bits zero. */

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const values: ReadonlyMap<string, number> = new Map([...alphabet].map((letter, value) => [letter, value]));

/** The text of these bytes. */
export function encodeBase64Url(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let held = 0;
  for (const byte of bytes) {
    bits = ((bits << 8) | byte) & 0xffff;
    for (held += 8; held >= 6; held -= 6) {
      text += alphabet.charAt((bits >> (held - 6)) & 63);
    }
  }

  return held === 0 ? text : text + alphabet.charAt((bits << (6 - held)) & 63);
}

/**
 * The bytes of a text.
 * @param value Not trusted, of any type.
 * @param length How many bytes it must hold.
 * @returns Undefined when it is anything but the one text of exactly so many bytes.
 */
export function decodeBase64Url(value: unknown, length: number): Uint8Array | undefined {
  if (typeof value !== "string" || value.length !== Math.ceil((length * 4) / 3)) {
    return undefined;
  }

  const bytes = new Uint8Array(length);
  let bits = 0;
  let held = 0;
  let place = 0;
  for (const letter of value) {
    const six = values.get(letter);
    if (six === undefined) {
      return undefined;
    }

    bits = ((bits << 6) | six) & 0xffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[place++] = (bits >> held) & 0xff;
    }
  }

  return (bits & ((1 << held) - 1)) === 0 ? bytes : undefined;
}
