import { describe, expect, it } from "vitest";
import { toHex } from "../../src/sealing/bytes.js";
import { ChannelCipher, maxJsonBytes, readMessageHeader } from "../../src/sealing/channel-cipher.js";
import type { Role } from "../../src/sealing/role.js";
import { SessionKeys } from "../../src/sealing/session-keys.js";
import { fromHex, memberNames, readVectors } from "./vectors.js";

interface ChannelFile {
  readonly session: string;
  readonly channelHostToGuest: string;
  readonly channelGuestToHost: string;
  readonly resyncHostToGuest: string;
  readonly resyncGuestToHost: string;
  readonly messages: readonly { from: Role; number: string; received: string; json: string; payload: string }[];
  readonly resyncs: readonly { from: Role; number: string; generation: string; seen: string; expected: string; payload: string }[];
  readonly refusals: readonly { name: string; kind: "message" | "resync"; from: Role; isHeaderRefused: boolean; payload: string }[];
}

const file = readVectors<ChannelFile>("channel.json");
const cipherOf = (sender: Role) => ChannelCipher.create(new SessionKeys(fromHex(file.session)), sender);
const utf8 = new TextEncoder();

describe("channel", () => {
  it("has vectors", () => expect(Math.min(file.messages.length, file.resyncs.length, file.refusals.length)).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames([file])).toEqual([
      "channelGuestToHost",
      "channelHostToGuest",
      "description",
      "messages",
      "refusals",
      "resyncGuestToHost",
      "resyncHostToGuest",
      "resyncs",
      "session",
    ]);
    expect(memberNames(file.messages)).toEqual(["from", "json", "number", "payload", "received"]);
    expect(memberNames(file.resyncs)).toEqual(["expected", "from", "generation", "number", "payload", "seen"]);
    expect(memberNames(file.refusals)).toEqual(["from", "isHeaderRefused", "kind", "name", "payload"]);
  });

  it("derives its keys", () => {
    const keys = new SessionKeys(fromHex(file.session));
    expect([keys.channelKey("host"), keys.channelKey("guest"), keys.resyncKey("host"), keys.resyncKey("guest")].map(toHex)).toEqual([
      file.channelHostToGuest,
      file.channelGuestToHost,
      file.resyncHostToGuest,
      file.resyncGuestToHost,
    ]);
  });

  it.each(file.messages)("message $number of the $from", async ({ from, number, received, json, payload }) => {
    const cipher = await cipherOf(from);
    expect(toHex(await cipher.sealMessage(BigInt(number), BigInt(received), utf8.encode(json)))).toBe(payload);
    expect(readMessageHeader(fromHex(payload))).toEqual({ number: BigInt(number), received: BigInt(received) });
    expect(await cipher.openMessage(fromHex(payload), BigInt(number))).toEqual(utf8.encode(json));
  });

  it.each(file.resyncs)("resync $number of the $from", async ({ from, number, generation, seen, expected, payload }) => {
    const cipher = await cipherOf(from);
    const state = { generation: BigInt(generation), seen: BigInt(seen), expected: BigInt(expected) };
    expect(toHex(await cipher.sealResync(BigInt(number), state))).toBe(payload);
    expect(await cipher.openResync(fromHex(payload))).toEqual({ number: BigInt(number), state });
  });

  it.each(file.refusals)("$name", async ({ kind, from, isHeaderRefused, payload }) => {
    const cipher = await cipherOf(from);
    if (kind === "resync") {
      expect(await cipher.openResync(fromHex(payload))).toBeUndefined();
      return;
    }

    const header = readMessageHeader(fromHex(payload));
    expect(header === undefined).toBe(isHeaderRefused);
    expect(header && (await cipher.openMessage(fromHex(payload), header.number))).toBeUndefined();
  });

  it("opens no message of which any byte was changed", async () => {
    const cipher = await cipherOf("host");
    const payload = await cipher.sealMessage(7n, 3n, utf8.encode('{"type":"ack"}'));
    for (const place of payload.keys()) {
      const changed = payload.slice();
      changed[place] = (changed[place] ?? 0) ^ 1;
      const header = readMessageHeader(changed);
      expect(header && (await cipher.openMessage(changed, header.number))).toBeUndefined();
    }
  });

  it("opens no resync of which any byte was changed", async () => {
    const cipher = await cipherOf("guest");
    const payload = await cipher.sealResync(1n, { generation: 1n, seen: 0n, expected: 4n });
    for (const place of payload.keys()) {
      const changed = payload.slice();
      changed[place] = (changed[place] ?? 0) ^ 0x80;
      expect(await cipher.openResync(changed)).toBeUndefined();
    }
  });

  it("seals no message that is too long", async () => {
    await expect((await cipherOf("host")).sealMessage(0n, 0n, new Uint8Array(maxJsonBytes + 1))).rejects.toThrow(RangeError);
  });
});
