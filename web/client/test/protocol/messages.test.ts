import { describe, expect, it } from "vitest";
import { toHex } from "../../src/sealing/bytes.js";
import { maxJsonBytes } from "../../src/sealing/channel-cipher.js";
import type { ChannelMessage } from "../../src/transfer/channel-message.js";
import { readChannelMessage, writeChannelMessage } from "../../src/transfer/channel-message-codec.js";
import { cutItemPages } from "../../src/transfer/item-pages.js";
import { drawTransferId, transferIdOf } from "../../src/transfer/transfer-id.js";
import type { TransferItem } from "../../src/transfer/transfer-item.js";
import { fromHex, memberNames, readVectors } from "./vectors.js";

interface Written {
  readonly name: string;
  readonly message?: unknown;
  readonly text?: string;
  readonly utf8?: string;
}

const file = readVectors<{ accepted: readonly (Written & { meaning: unknown })[]; refused: readonly Written[] }>("messages.json");

const bytesOf = ({ message, text, utf8 }: Written) =>
  utf8 === undefined ? new TextEncoder().encode(text ?? JSON.stringify(message)) : fromHex(utf8);

/** A message in the words of the vectors: bytes in hexadecimal, what is absent as null. */
function describeMessage(message: ChannelMessage | undefined): unknown {
  switch (message?.type) {
    case "hello":
      return { ...message, token: message.token === undefined ? null : toHex(message.token) };
    case "offer": {
      const { terms, key, id, ...rest } = message;
      return { ...rest, ...terms, bytes: terms.bytes ?? null, name: terms.name ?? null, key: toHex(key), id: id ?? null };
    }
    case "items":
      return {
        ...message,
        items: message.items.map(({ isExecutable, modified, ...item }) => ({
          ...item,
          modified: modified ?? null,
          executable: isExecutable,
        })),
      };
    case "stream":
      return { ...message, salt: toHex(message.salt) };
    case "decline":
    case "cancel":
      return { ...message, message: message.message ?? null };
    default:
      return message;
  }
}

describe("messages", () => {
  it("has vectors", () => expect(Math.min(file.accepted.length, file.refused.length)).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames([file])).toEqual(["accepted", "description", "refused"]);
    expect(memberNames(file.accepted)).toEqual(["meaning", "message", "name", "text"]);
    expect(memberNames(file.refused)).toEqual(["message", "name", "problem", "text", "utf8"]);
  });

  it.each(file.accepted)("$name", (vector) => {
    const message = readChannelMessage(bytesOf(vector));
    expect(describeMessage(message)).toEqual(vector.meaning);
    if (message !== undefined && message.type !== "unknown") {
      expect(describeMessage(readChannelMessage(writeChannelMessage(message)))).toEqual(vector.meaning);
    }
  });

  it.each(file.refused)("refused: $name", (vector) => {
    expect(readChannelMessage(bytesOf(vector))).toBeUndefined();
  });

  it.each(["1.0", "1e0", "1E2", "10e-1"])("takes %s for no integer, and passes over it elsewhere", (number) => {
    const utf8 = new TextEncoder();
    expect(readChannelMessage(utf8.encode(`{"type":"complete","transfer":${number}}`))).toBeUndefined();
    expect(readChannelMessage(utf8.encode(`{"type":"complete","transfer":1,"later":${number}}`))).toEqual({
      type: "complete",
      transfer: 1,
    });
  });

  it.each(["1e5e5", "1.5e5e1", "1.0.0", "01.0", "-01.5", "1.e5", "1.0e", "+1.0", "1.0 2"])("takes %s for no number", (number) => {
    expect(readChannelMessage(new TextEncoder().encode(`{"type":"ack","later":${number}}`))).toBeUndefined();
  });

  it("keeps texts that look like numbers", () => {
    const message: ChannelMessage = { type: "cancel", transfer: 0, reason: "1.0", message: 'a "1e5" \\ 2.50' };
    expect(readChannelMessage(writeChannelMessage(message))).toEqual(message);
  });

  it("takes no longer for what is made to be slow", () => {
    const hostile = [`"${'\\"'.repeat(65_000)}`, "[".repeat(131_000), "1".repeat(131_000), "1.".repeat(65_000), '"a'.repeat(65_000)];
    const start = performance.now();
    for (const text of hostile) {
      expect(readChannelMessage(new TextEncoder().encode(`{"type":${text}`))).toBeUndefined();
    }

    expect(performance.now() - start).toBeLessThan(1000);
  });

  it("sends none of unknown type", () => expect(() => writeChannelMessage({ type: "unknown" })).toThrow(TypeError));

  it("cuts lists into pages that fit", () => {
    const items = Array.from(
      { length: 3000 },
      (_, place): TransferItem => ({
        path: `${place}/${'"\u0001'.repeat(place % 120)}`,
        kind: "file",
        size: Number.MAX_SAFE_INTEGER,
        modified: -Number.MAX_SAFE_INTEGER,
        isExecutable: true,
      }),
    );
    const pages = [...cutItemPages(0xffff_ffff, items)];
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap((page) => page.items)).toEqual(items);
    expect(pages.every((page) => writeChannelMessage(page).length <= maxJsonBytes)).toBe(true);
    expect([...cutItemPages(0, [])]).toEqual([]);
  });

  it("ids are checked", () => {
    expect(drawTransferId()).not.toBe(drawTransferId());
    expect(() => transferIdOf("00")).toThrow(RangeError);
  });
});
