import { describe, expect, it } from "vitest";
import { complete, correct, readCode } from "../src/codes/code-input.js";
import { libraryCodeBook as book } from "../src/codes/library-code-book.js";

describe("readCode", () => {
  it.each([
    ["4821-velvet-orbit", "4821-velvet-orbit"],
    ["  4821 Velvet.orbit ", "4821-velvet-orbit"],
    ["4821 velv orbi", "4821-velvet-orbit"],
    ["4821_velvet_orbit_zoo", "4821-velvet-orbit-zoo"],
    ["4821-velvet-orbit@relay.example:8443", "4821-velvet-orbit@relay.example:8443"],
    ["https://share.example/#4821-velvet-orbit", "https://share.example/#4821-velvet-orbit"],
    ["team-a long secret", "team-a-long-secret"],
  ])("takes %s", (typed, value) => {
    expect(readCode(typed, book)).toMatchObject({ isComplete: true, value });
  });

  it("completes the word that is being typed", () => {
    expect(readCode("4821 vel", book).completions).toEqual(["velvet"]);
    expect(readCode("4821 ve", book).completions.length).toBeGreaterThan(1);
    expect(readCode("4821 velvet", book).completions).toEqual([]);
    expect(readCode("4821", book).completions).toEqual([]);
  });

  it("points out a word that is none, with what is near", () => {
    const { problem, isComplete } = readCode("4821 velvte orbit", book);
    expect(isComplete).toBe(false);
    expect(problem).toMatchObject({ kind: "unknownWord", word: "velvte", suggestions: ["velvet", "elite", "valve"] });
  });

  it("does not call a word wrong while it can still become one", () => {
    expect(readCode("4821 velvet or", book).problem).toBeUndefined();
    expect(readCode("4821 velvet or ", book).problem).toMatchObject({ kind: "unknownWord", word: "or" });
  });

  it.each([
    ["", undefined, false],
    ["4821", "needsWords", false],
    ["4821 velvet", "needsWords", false],
    ["4821 vel/vet", "badCharacter", false],
    ["https://share.example/", "notALink", false],
    ["velvet orbit", "needsRoom", false],
    ["abc ", "needsRoom", false],
  ] as const)("of %j says %s", (typed, kind, isComplete) => {
    const reading = readCode(typed, book);
    expect(reading.problem?.kind).toBe(kind);
    expect(reading.isComplete).toBe(isComplete);
  });
});

describe("complete and correct", () => {
  it("put a word in the place of a part", () => {
    expect(complete("4821 vel", "velvet")).toBe("4821 velvet");
    expect(complete("4821-velvet-or", "orbit")).toBe("4821-velvet-orbit");
    expect(correct("4821 Velvte orbit", "velvte", "velvet")).toBe("4821 velvet orbit");
    expect(correct("4821-velvet-orbti@host", "orbti", "orbit")).toBe("4821-velvet-orbit@host");
  });
});
