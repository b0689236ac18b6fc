import { describe, expect, it } from "vitest";
import { escapeForPeople } from "../../src/transfer/printable.js";
import { memberNames, readVectors, textOf } from "./vectors.js";

const { texts } = readVectors<{ texts: readonly { text?: string; utf16?: string; shown: string }[] }>("printable.json");

describe("what is shown", () => {
  it("has vectors", () => expect(texts.length).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames(texts)).toEqual(["shown", "text", "utf16"]);
  });

  it.each(texts)("$shown", (vector) => {
    expect(escapeForPeople(textOf(vector))).toBe(vector.shown);
  });
});
