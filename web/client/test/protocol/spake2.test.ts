import { describe, expect, it } from "vitest";
import { asciiBytes, toHex } from "../../src/sealing/bytes.js";
import { Spake2 } from "../../src/sealing/spake2.js";
import { fromHex, known, memberNames, readVectors } from "./vectors.js";

interface Vector {
  readonly idA: string;
  readonly idB: string;
  readonly w: string;
  readonly x: string;
  readonly y: string;
  readonly pA: string;
  readonly pB: string;
  readonly Ke: string;
  readonly confirmA: string;
  readonly confirmB: string;
}

const { vectors } = readVectors<{ vectors: readonly Vector[] }>("spake2-rfc9382-p256.json");

describe("SPAKE2 of RFC 9382", () => {
  it("has vectors", () => expect(vectors.length).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames(vectors)).toEqual([
      "K",
      "Ka",
      "KcA",
      "KcB",
      "Ke",
      "confirmA",
      "confirmB",
      "hashTT",
      "idA",
      "idB",
      "pA",
      "pB",
      "w",
      "x",
      "y",
    ]);
  });

  it.each(vectors.map((vector, number) => ({ number, vector })))("vector $number", ({ vector }) => {
    const names = { idA: asciiBytes(vector.idA), idB: asciiBytes(vector.idB) };
    const a = new Spake2({ isA: true, ...names }, fromHex(vector.w), known(fromHex(vector.x)));
    const b = new Spake2({ isA: false, ...names }, fromHex(vector.w), known(fromHex(vector.y)));
    expect([toHex(a.share), toHex(b.share)]).toEqual([vector.pA, vector.pB]);
    for (const keys of [a.finish(b.share, new Uint8Array()), b.finish(a.share, new Uint8Array())]) {
      expect(keys && toHex(keys.sharedKey)).toBe(vector.Ke);
      expect(keys && toHex(keys.confirmationA)).toBe(vector.confirmA);
      expect(keys && toHex(keys.confirmationB)).toBe(vector.confirmB);
    }
  });

  it("refuses its own share", () => {
    const [vector] = vectors;
    const a = new Spake2(
      { isA: true, idA: new Uint8Array(), idB: new Uint8Array() },
      fromHex(vector?.w ?? ""),
      known(fromHex(vector?.x ?? "")),
    );
    expect(a.finish(a.share, new Uint8Array())).toBeUndefined();
  });
});
