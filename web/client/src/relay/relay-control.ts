import { slotCount, smallestCapacity } from "./relay-limits.js";
import { isRoomName, type RoomName } from "./room-name.js";
import { isSlot } from "./slot-set.js";
import { isIntegerWithin, type JsonObject, parseJsonObject, toJsonObject } from "./strict-json.js";

/**
 * A control message from a relay to a client (docs/relay-protocol.md section 5). A `reason` and a `code` are as the relay
 * wrote them, 1 to 32 characters of `a-z_`: one of a later relay can be shown as it is.
 */
export type RelayControl =
  /** The first frame on each connection. `relay`: name and version of the software, for people. */
  | { readonly type: "welcome"; readonly relay: string; readonly time: Date; readonly silenceMilliseconds: number }
  /** The answer to `open`, `join`, `resume`, `rebuild`. `peers`: the other slots that are taken; `away`: those of them whose connection is lost. */
  | {
      readonly type: "entered";
      readonly room: RoomName;
      readonly slot: number;
      readonly capacity: number;
      readonly peers: readonly number[];
      readonly away: readonly number[];
    }
  /** A new peer took this slot. */
  | { readonly type: "arrived"; readonly slot: number }
  /** This peer's connection is lost, its slot is kept. */
  | { readonly type: "away"; readonly slot: number }
  /** This peer has a new connection. */
  | { readonly type: "back"; readonly slot: number }
  /** This peer is gone for good: `left`, `removed`, `expired`. */
  | { readonly type: "left"; readonly slot: number; readonly reason: string }
  /** The room is closed: `host_left`, `removed` (you were), `expired`. */
  | { readonly type: "closed"; readonly reason: string }
  /** The relay goes down: reconnect after this time plus a random part of it. */
  | { readonly type: "restarting"; readonly waitMilliseconds: number }
  /** The relay refused something, see relay-error-code.ts for those of this version. */
  | { readonly type: "error"; readonly code: string }
  /** A message of a later relay: to be ignored. */
  | { readonly type: "unknown" };

// What a .NET relay and a JavaScript Date both hold.
const latestTime = 253_402_300_799_999;
const mostMilliseconds = 2_147_483_647;
const word = /^[a-z_]{1,32}$/;
const printable = /^[ -~]{1,64}$/;

/**
 * Reads a message from the JSON of a control frame. Unknown members are ignored.
 * @returns Undefined when it is malformed: close with 1002.
 */
export function parseRelayControl(json: Uint8Array): RelayControl | undefined {
  const read = parseJsonObject(json);
  const type = read?.get("type");
  if (read === undefined || typeof type !== "string") {
    return undefined;
  }

  switch (type) {
    case "welcome":
      return parseWelcome(read);
    case "entered":
      return parseEntered(read);
    case "arrived":
    case "away":
    case "back":
      return parseSlotEvent(type, read);
    case "left":
      return parseLeft(read);
    case "closed":
      return parseClosed(read);
    case "restarting":
      return parseRestarting(read);
    case "error":
      return parseError(read);
    default:
      return { type: "unknown" };
  }
}

function parseWelcome(read: JsonObject): RelayControl | undefined {
  const [relay, time, silenceMilliseconds] = [read.get("relay"), read.get("time"), read.get("silenceMs")];
  return typeof relay === "string" &&
    printable.test(relay) &&
    isIntegerWithin(time, 0, latestTime) &&
    isIntegerWithin(silenceMilliseconds, 1, mostMilliseconds)
    ? { type: "welcome", relay, time: new Date(time), silenceMilliseconds }
    : undefined;
}

function parseEntered(read: JsonObject): RelayControl | undefined {
  const [room, slot, capacity] = [read.get("room"), read.get("slot"), read.get("capacity")];
  if (!isRoomName(room) || !isIntegerWithin(capacity, smallestCapacity, slotCount) || !isIntegerWithin(slot, 0, capacity - 1)) {
    return undefined;
  }

  const others = parsePeers(read.get("peers"), slot, capacity);
  return others === undefined ? undefined : { type: "entered", room, slot, capacity, ...others };
}

function parsePeers(list: unknown, ownSlot: number, capacity: number): { peers: number[]; away: number[] } | undefined {
  if (!Array.isArray(list)) {
    return undefined;
  }

  const peers: number[] = [];
  const away: number[] = [];
  for (const peer of list) {
    const read = toJsonObject(peer);
    const [slot, isAway] = [read?.get("slot"), read?.get("away")];
    if (!isIntegerWithin(slot, 0, capacity - 1) || typeof isAway !== "boolean" || slot === ownSlot || peers.includes(slot)) {
      return undefined;
    }

    peers.push(slot);
    if (isAway) {
      away.push(slot);
    }
  }

  return { peers, away };
}

function parseSlotEvent(type: "arrived" | "away" | "back", read: JsonObject): RelayControl | undefined {
  const slot = read.get("slot");
  return isSlot(slot) ? { type, slot } : undefined;
}

function parseLeft(read: JsonObject): RelayControl | undefined {
  const [slot, reason] = [read.get("slot"), read.get("reason")];
  return isSlot(slot) && isWord(reason) ? { type: "left", slot, reason } : undefined;
}

function parseClosed(read: JsonObject): RelayControl | undefined {
  const reason = read.get("reason");
  return isWord(reason) ? { type: "closed", reason } : undefined;
}

function parseRestarting(read: JsonObject): RelayControl | undefined {
  const waitMilliseconds = read.get("waitMs");
  return isIntegerWithin(waitMilliseconds, 0, mostMilliseconds) ? { type: "restarting", waitMilliseconds } : undefined;
}

function parseError(read: JsonObject): RelayControl | undefined {
  const code = read.get("code");
  return isWord(code) ? { type: "error", code } : undefined;
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && word.test(value);
}
