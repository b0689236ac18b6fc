import { describe, expect, it } from "vitest";
import { dataFrame, writeDataFrame } from "../../src/relay/frame-writer.js";
import { slotSetOf } from "../../src/relay/slot-set.js";
import { joinBytes, toHex } from "../../src/sealing/bytes.js";
import { ChunkCipher } from "../../src/sealing/chunk-cipher.js";
import { readChunkHeader } from "../../src/sealing/chunk-header.js";
import { epochKey } from "../../src/sealing/key-schedule.js";
import { fromHex, memberNames, readVectors } from "./vectors.js";

interface Epoch {
  readonly name: string;
  readonly transferKey: string;
  readonly salt: string;
  readonly transfer: number;
  readonly number: number;
  readonly key: string;
  readonly chunks: readonly { index: string; final: boolean; plaintext: string; payload: string }[];
}

const file = readVectors<{
  epochs: readonly Epoch[];
  refusals: readonly { name: string; epoch: string; isHeaderRefused: boolean; payload: string }[];
}>("chunks.json");

const cipherOf = ({ transferKey, salt, transfer, number }: Epoch) =>
  ChunkCipher.create(fromHex(transferKey), fromHex(salt), transfer, number);

function epochNamed(name: string): Epoch {
  const epoch = file.epochs.find((candidate) => candidate.name === name);
  if (epoch === undefined) {
    throw new Error(`There is no epoch ${name}.`);
  }

  return epoch;
}

describe("chunks", () => {
  it("has vectors", () => expect(Math.min(file.epochs.length, file.refusals.length)).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames([file])).toEqual(["description", "epochs", "refusals"]);
    expect(memberNames(file.epochs)).toEqual(["chunks", "key", "name", "number", "salt", "transfer", "transferKey"]);
    expect(memberNames(file.epochs.flatMap(({ chunks }) => chunks))).toEqual(["final", "index", "payload", "plaintext"]);
    expect(memberNames(file.refusals)).toEqual(["epoch", "isHeaderRefused", "name", "payload"]);
  });

  it.each(file.epochs)("$name", async (epoch) => {
    expect(epoch.chunks.length).toBeGreaterThan(0);
    expect(toHex(epochKey(fromHex(epoch.transferKey), fromHex(epoch.salt), epoch.transfer, epoch.number))).toBe(epoch.key);
    const cipher = await cipherOf(epoch);
    for (const { index, final, plaintext, payload } of epoch.chunks) {
      expect(toHex(joinBytes(...(await cipher.seal(BigInt(index), final, fromHex(plaintext)))))).toBe(payload);
      const header = readChunkHeader(fromHex(payload));
      expect(header).toEqual({ transfer: epoch.transfer, epoch: epoch.number, index: BigInt(index), isFinal: final });
      expect(header && (await cipher.open(header, fromHex(payload)))).toEqual(fromHex(plaintext));
    }
  });

  it.each(file.refusals)("$name", async ({ epoch, isHeaderRefused, payload }) => {
    const header = readChunkHeader(fromHex(payload));
    expect(header === undefined).toBe(isHeaderRefused);
    expect(header && (await (await cipherOf(epochNamed(epoch))).open(header, fromHex(payload)))).toBeUndefined();
  });

  it("opens no chunk of which any byte was changed", async () => {
    const cipher = await ChunkCipher.create(new Uint8Array(32), new Uint8Array(16), 0, 0);
    const payload = joinBytes(...(await cipher.seal(1, false, Uint8Array.of(1, 2, 3))));
    for (const place of payload.keys()) {
      const changed = payload.slice();
      changed[place] = (changed[place] ?? 0) ^ 1;
      const header = readChunkHeader(changed);
      expect(header && (await cipher.open(header, changed))).toBeUndefined();
    }
  });

  it("seals several at once, and frames them in the same memory", async () => {
    const cipher = await ChunkCipher.create(new Uint8Array(32), new Uint8Array(16), 2, 0);
    const chunks = await Promise.all([0, 1, 2, 3].map((index) => cipher.seal(index, false, new Uint8Array(1000 - index).fill(index))));
    const memory = new Uint8Array(2000).fill(255);
    for (const [index, parts] of chunks.entries()) {
      const payload = joinBytes(...parts);
      const header = readChunkHeader(payload);
      expect(header && (await cipher.open(header, payload))?.every((byte) => byte === index)).toBe(true);
      const frame = writeDataFrame(memory, slotSetOf(1), parts);
      expect(frame.buffer).toBe(memory.buffer);
      expect(frame).toEqual(dataFrame(slotSetOf(1), payload));
    }
  });
});
