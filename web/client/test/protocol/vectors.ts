import { readFileSync } from "node:fs";

const folder = new URL("../../../../vectors/", import.meta.url);

/** The text of a vectors file. */
export function readText(name: string): string {
  return readFileSync(new URL(name, folder), "utf8");
}

/** A vectors file. What it holds is said by the test that reads it. */
export function readVectors<TFile>(name: string): TFile {
  return JSON.parse(readText(name));
}

/** Bytes as vectors write them. */
export function fromHex(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: hex.length / 2 }, (_, place) => Number.parseInt(hex.slice(2 * place, 2 * place + 2), 16));
}

/** A text that is given whole, or as its UTF-16 code units in hexadecimal. */
export function textOf({ text, utf16 }: { readonly text?: string | undefined; readonly utf16?: string | undefined }): string {
  return text ?? String.fromCharCode(...(utf16?.match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16)));
}

/** Randomness that yields known bytes, each once and in this order. */
export function known(...pieces: readonly Uint8Array[]): (destination: Uint8Array) => void {
  const rest = [...pieces];
  return (destination) => {
    const next = rest.shift();
    if (next?.length !== destination.length) {
      throw new Error(`Asked for ${destination.length} random bytes, known are ${next?.length}.`);
    }

    destination.set(next);
  };
}

/** Every member that any of these objects has, sorted: a test that lists them fails on one that it does not know. */
export function memberNames(list: readonly object[]): string[] {
  return [...new Set(list.flatMap((value) => Object.keys(value)))].sort();
}
