import { describe, expect, it } from "vitest";
import { editDistance } from "../../src/codes/edit-distance.js";
import { relayPartOf } from "../../src/codes/relay-part.js";
import { drawSecret, parseShareCode, type ShareCode } from "../../src/codes/share-code.js";
import { composeLink, looksLikeLink, parseShareLink } from "../../src/codes/share-link.js";
import { allWords, completeWord, completions, suggestWords, wordAt, wordCount } from "../../src/codes/word-list.js";
import { memberNames, readText, readVectors } from "./vectors.js";

interface Refused {
  readonly problem: string;
  readonly wrongPart?: string;
  readonly suggestions?: readonly string[];
}

const file = readVectors<{
  codes: readonly { typed: string; code: string; room: string; generated: boolean; relay?: string; address?: string }[];
  refusedCodes: readonly (Refused & { typed: string })[];
  namedRelays: readonly { code: string; configured: readonly string[]; relay: string }[];
  relayParts: readonly { relay: string; part: string | null }[];
  links: readonly { text: string; page: string; relay: string; code: string }[];
  refusedLinks: readonly (Refused & { text: string })[];
  composedLinks: readonly { page: string; relay: string; code: string; link: string }[];
}>("codes.json");

function codeOf(text: string): ShareCode {
  const { code } = parseShareCode(text);
  if (code === undefined) {
    throw new Error("The vector's code is refused.");
  }

  return code;
}

describe("words", () => {
  it("are those of the list", () => expect(allWords()).toEqual(readText("words.txt").split("\n").filter(Boolean)));

  it("are counted", () => {
    expect(allWords().length).toBe(wordCount);
    expect(wordAt(2047)).toBe("zoo");
    expect(() => wordAt(2048)).toThrow(RangeError);
  });

  it("are completed and corrected", () => {
    expect(completions("velv")).toEqual(["velvet"]);
    expect(completions("zo")).toEqual(["zone", "zoo"]);
    expect([completeWord("vel"), completeWord("zo"), completeWord("act")]).toEqual(["velvet", "zo", "act"]);
    expect(suggestWords("velvte")[0]).toBe("velvet");
    expect([editDistance("ca", "abc"), editDistance("ab", "ba"), editDistance("same", "same"), editDistance("a", "abcdefg")]).toEqual([
      3, 1, 0, 3,
    ]);
  });
});

describe("codes", () => {
  it("has vectors", () => expect(Object.values(file).every((list) => list.length > 0)).toBe(true));

  it("knows every member of its vectors", () => {
    expect(memberNames([file])).toEqual([
      "codes",
      "composedLinks",
      "description",
      "links",
      "namedRelays",
      "refusedCodes",
      "refusedLinks",
      "relayParts",
    ]);
    expect(memberNames(file.codes)).toEqual(["address", "code", "generated", "relay", "room", "typed"]);
    expect(memberNames(file.refusedCodes)).toEqual(["problem", "suggestions", "typed", "wrongPart"]);
    expect(memberNames(file.namedRelays)).toEqual(["code", "configured", "relay"]);
    expect(memberNames(file.relayParts)).toEqual(["part", "relay"]);
    expect(memberNames(file.links)).toEqual(["code", "page", "relay", "text"]);
    expect(memberNames(file.refusedLinks)).toEqual(["problem", "text", "wrongPart"]);
    expect(memberNames(file.composedLinks)).toEqual(["code", "link", "page", "relay"]);
  });

  it.each(file.codes)("“$typed”", ({ typed, code, room, generated, relay, address }) => {
    const read = codeOf(typed);
    expect([read.reveal(), read.room, read.isGenerated, read.relay?.text, read.relay?.address.href]).toEqual([
      code,
      room,
      generated,
      relay,
      address,
    ]);
    expect(codeOf(code).reveal()).toBe(code);
    expect(new TextDecoder().decode(read.toPassword())).toBe((code.split("@")[0] ?? "").slice(room.length + 1));
    expect(JSON.stringify(read)).not.toContain(new TextDecoder().decode(read.toPassword()));
  });

  it.each(file.refusedCodes)("refused: “$typed”", ({ typed, ...refusal }) => {
    expect(parseShareCode(typed)).toEqual(refusal);
  });

  it.each(file.namedRelays)("$code with $configured", ({ code, configured, relay }) => {
    expect(codeOf(code).relay?.choose(configured.map((address) => new URL(address))).href).toBe(relay);
  });

  it.each(file.relayParts)("$relay is written $part", ({ relay, part }) => {
    expect(relayPartOf(new URL(relay))?.text ?? null).toBe(part);
  });

  it("draws secrets that are codes", () => {
    for (const words of [2, 3, 16]) {
      expect(codeOf(`4821-${drawSecret(words)}`).isGenerated).toBe(true);
    }

    expect(() => drawSecret(1)).toThrow(RangeError);
    expect(() => drawSecret(17)).toThrow(RangeError);
    expect(drawSecret(2, (bytes) => bytes.fill(0xff))).toBe("zoo-zoo");
  });
});

describe("links", () => {
  it.each(file.links)("$text", ({ text, page, relay, code }) => {
    const { link } = parseShareLink(text);
    expect([link?.page.href, link?.relay.href, link?.code.reveal()]).toEqual([page, relay, code]);
    expect(looksLikeLink(text)).toBe(true);
  });

  it.each(file.refusedLinks)("refused: $text", ({ text, problem, wrongPart }) => {
    const result = parseShareLink(text);
    expect([result.problem, result.link]).toEqual([problem, undefined]);
    expect(result.problem === undefined ? undefined : result.wrongPart).toBe(wrongPart);
  });

  it.each(file.composedLinks)("$link", ({ page, relay, code, link }) => {
    expect(composeLink(new URL(page), new URL(relay), codeOf(code))).toBe(link);
    expect(composeLink(new URL(page), new URL(relay), codeOf(`${code}@other.example`))).toBe(link);
  });
});
