import { describe, expect, it } from "vitest";
import { decodeBase64Url, encodeBase64Url } from "../../src/relay/base64-url.js";
import type { ClientControl } from "../../src/relay/client-control.js";
import { readFromRelay } from "../../src/relay/frame-reader.js";
import { frameType } from "../../src/relay/frame-type.js";
import { controlFrame, dataFrame, pingFrame } from "../../src/relay/frame-writer.js";
import { parseRelayControl, type RelayControl } from "../../src/relay/relay-control.js";
import { closesWith, isRelayErrorCode, relayErrorCodes } from "../../src/relay/relay-error-code.js";
import { isRoomName, roomNameOf } from "../../src/relay/room-name.js";
import { parseRoomToken, roomTokenOf } from "../../src/relay/room-token.js";
import { secretHash, secretHashOf } from "../../src/relay/secret-hash.js";
import { drawSlotKey, parseSlotKey, slotKeyOf } from "../../src/relay/slot-key.js";
import { slotSetOf, slotsOf } from "../../src/relay/slot-set.js";
import { toHex } from "../../src/sealing/bytes.js";
import { fromHex, memberNames, readVectors } from "./vectors.js";

type Json = Readonly<Record<string, unknown>>;

interface Frame {
  readonly name: string;
  readonly from: "client" | "relay";
  readonly hex: string;
  readonly then?: { readonly byte: string; readonly times: number };
}

interface Accepted extends Frame {
  readonly type: keyof typeof frameType;
  readonly slots?: readonly number[];
  readonly token?: string;
  readonly control?: Json;
  readonly canonical?: boolean;
}

interface Refused extends Frame {
  readonly class: string;
}

const { accepted, refused } = readVectors<{ accepted: readonly Accepted[]; refused: readonly Refused[] }>("relay-frames.json");

function bytesOf({ hex, then }: Frame): Uint8Array {
  const [start, rest] = [fromHex(hex), new Uint8Array(then?.times ?? 0)];
  const whole = new Uint8Array(start.length + rest.length);
  whole.set(start);
  whole.set(rest.fill(fromHex(then?.byte ?? "")[0] ?? 0), start.length);
  return whole;
}

/** A control message of a vector as this client says it. */
function clientControlOf({ type, room, capacity, slot, key, token, hash }: Json): ClientControl {
  const name = typeof room === "string" ? roomNameOf(room) : undefined;
  const given = {
    room: name ?? roomNameOf("none"),
    capacity: Number(capacity),
    slot: Number(slot),
    key: parseSlotKey(key) ?? slotKeyOf(new Uint8Array(16)),
    token: parseRoomToken(token) ?? roomTokenOf(new Uint8Array(32)),
  };
  switch (type) {
    case "open":
      return { type, room: name, capacity: given.capacity, key: given.key };
    case "join":
      return { type, room: given.room, key: given.key, token: parseRoomToken(token) };
    case "resume":
      return { type, room: given.room, slot: given.slot, key: given.key };
    case "rebuild":
      return { type, ...given };
    case "lock":
      return { type, hash: secretHashOf(decodeBase64Url(hash, 32) ?? new Uint8Array()), room: name };
    case "remove":
      return { type, slot: given.slot };
    case "leave":
      return { type };
    default:
      throw new Error(`No client says ${String(type)}.`);
  }
}

/** A control message of a relay in the words of the vectors. */
function wordsOf(control: RelayControl | undefined): unknown {
  switch (control?.type) {
    case "welcome":
      return { type: "welcome", relay: control.relay, time: control.time.getTime(), silenceMs: control.silenceMilliseconds };
    case "entered": {
      const { peers, away, ...rest } = control;
      return { ...rest, peers: peers.map((slot) => ({ slot, away: away.includes(slot) })) };
    }
    case "restarting":
      return { type: "restarting", waitMs: control.waitMilliseconds };
    default:
      return control;
  }
}

const fromRelay = accepted.filter(({ from }) => from === "relay");
const fromClient = accepted.filter(({ from, control, canonical }) => from === "client" && (control === undefined || canonical === true));

describe("frames", () => {
  it("has vectors", () => expect(Math.min(fromRelay.length, fromClient.length, refused.length)).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames(accepted)).toEqual([
      "canonical",
      "control",
      "from",
      "headerBytes",
      "hex",
      "name",
      "ownSlot",
      "slots",
      "then",
      "token",
      "type",
    ]);
    expect(memberNames(refused)).toEqual(["class", "from", "hex", "name", "ownSlot", "then"]);
  });

  it.each(fromRelay)("of a relay: $name", (vector) => {
    const read = readFromRelay(bytesOf(vector));
    expect(read.type).toBe(vector.type);
    if (read.type === "data") {
      expect([read.slot]).toEqual(vector.slots);
      expect(toHex(read.payload)).toBe(toHex(bytesOf(vector).subarray(9)));
    } else if (read.type === "ping" || read.type === "pong") {
      expect(read.token.toString(16).padStart(16, "0")).toBe(vector.token);
    } else if (read.type === "control") {
      expect(wordsOf(parseRelayControl(read.json))).toEqual(vector.control);
    }
  });

  it.each(fromClient)("of a client: $name", (vector) => {
    const bytes = bytesOf(vector);
    if (vector.control !== undefined) {
      expect(toHex(controlFrame(clientControlOf(vector.control)))).toBe(toHex(bytes));
    } else if (vector.type === "data") {
      const slots = slotSetOf(...(vector.slots ?? []));
      expect(slotsOf(slots)).toEqual(vector.slots);
      expect(toHex(dataFrame(slots, bytes.subarray(9)))).toBe(toHex(bytes));
    } else if (vector.type === "ping" || vector.type === "pong") {
      expect(toHex(pingFrame(vector.type, BigInt(`0x${vector.token}`)))).toBe(toHex(bytes));
    }
  });

  it.each(refused.filter(({ from }) => from === "relay"))("refused of a relay: $name", (vector) => {
    const read = readFromRelay(bytesOf(vector));
    if (read.type === "control") {
      expect(parseRelayControl(read.json)).toEqual(vector.class === "unknown_type" ? { type: "unknown" } : undefined);
    } else {
      const word = read.type === "malformed" ? read.error.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) : read.type;
      expect(word).toBe(vector.class);
    }
  });
});

describe("what relays and clients name", () => {
  it("base64url is exact", () => {
    for (let length = 0; length < 40; length++) {
      const bytes = Uint8Array.from({ length }, (_, place) => (place * 97 + length) & 255);
      const text = encodeBase64Url(bytes);
      expect(decodeBase64Url(text, length)).toEqual(bytes);
      expect(decodeBase64Url(text, length + 1)).toBeUndefined();
      expect(decodeBase64Url(`${text}=`, length)).toBeUndefined();
    }

    expect(decodeBase64Url("_x", 1)).toBeUndefined();
    expect(decodeBase64Url("+w", 1)).toBeUndefined();
  });

  it("rooms, keys, tokens and slots are checked", () => {
    expect(["", "A", "a b", "a".repeat(65), "a\n"].some(isRoomName)).toBe(false);
    expect(() => roomNameOf("x-y")).toThrow(RangeError);
    expect(() => slotKeyOf(new Uint8Array(15))).toThrow(RangeError);
    expect(() => roomTokenOf(new Uint8Array(31))).toThrow(RangeError);
    expect(() => slotSetOf(64)).toThrow(RangeError);
    expect(drawSlotKey()).not.toEqual(drawSlotKey());
  });

  it("a token is hashed", () => {
    const token = roomTokenOf(Uint8Array.from({ length: 32 }, (_, place) => place));
    expect(encodeBase64Url(secretHash(token))).toBe("Yw3NKWbEM2aRElRIu7JbT_QSpJxzLbLIq8G4WBvXEN0");
  });

  it("errors tell what becomes of the connection", () => {
    expect(relayErrorCodes.map(closesWith).filter((code) => code !== undefined)).toEqual([1002, 1002, 1013, 1013]);
    expect([isRelayErrorCode("full"), isRelayErrorCode("moon_phase")]).toEqual([true, false]);
    expect(frameType.data).toBe(2);
  });
});
