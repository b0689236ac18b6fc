import { afterEach, describe, expect, test, vi } from "vitest";
import { TransportLostError } from "../../src/connection/relay-transport.js";
import { type Ask, RoomEntry } from "../../src/connection/room-entry.js";
import type { ClientControl } from "../../src/relay/client-control.js";
import { roomNameOf } from "../../src/relay/room-name.js";
import { roomTokenOf } from "../../src/relay/room-token.js";
import { drawSlotKey } from "../../src/relay/slot-key.js";

const room = roomNameOf("4821");
const second = roomNameOf("secondname");
const token = roomTokenOf(new Uint8Array(32).fill(3));

/** Answers in the given order, and notes what was asked. */
class Relay {
  readonly asked: string[] = [];
  readonly #answers: (string | number)[];

  /** @param answers A slot that is given, or an error's code. */
  constructor(...answers: (string | number)[]) {
    this.#answers = answers;
  }

  readonly ask: Ask = async (question: ClientControl) => {
    this.asked.push(`${question.type} ${"room" in question ? question.room : ""}`.trim());
    const answer = this.#answers.shift();
    return typeof answer === "number"
      ? { type: "entered", room, slot: answer, capacity: 2, peers: [], away: [] }
      : { type: "error", code: answer ?? "full" };
  };
}

async function entered(entry: RoomEntry, slot: number): Promise<RoomEntry> {
  await entry.enter(new Relay(slot).ask);
  return entry;
}

async function asked(entry: RoomEntry, ...answers: (string | number)[]): Promise<string[]> {
  const relay = new Relay(...answers);
  await entry.enter(relay.ask);
  return relay.asked;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("the order of questions", () => {
  test("a host opens, a guest joins", async () => {
    expect(await asked(RoomEntry.host(undefined), 0)).toEqual(["open"]);
    expect(await asked(RoomEntry.host(room), 0)).toEqual(["open 4821"]);
    expect(await asked(RoomEntry.guest(room), 1)).toEqual(["join 4821"]);
  });

  test("without a channel: resume under the code, else as at first", async () => {
    expect(await asked(await entered(RoomEntry.host(undefined), 0), "room_unknown", 0)).toEqual(["resume 4821", "open 4821"]);
    expect(await asked(await entered(RoomEntry.guest(room), 1), "slot_unknown", 1)).toEqual(["resume 4821", "join 4821"]);
  });

  test("a guest whose host may have finished looks under the second name, too", async () => {
    const guest = await entered(RoomEntry.guest(room), 1);
    guest.know(second, token, false);
    expect(await asked(guest, "room_unknown", "room_unknown", 1)).toEqual(["resume 4821", "join 4821", "resume secondname"]);
    expect(await asked(guest, "room_unknown", "room_locked", "slot_unknown", 1)).toEqual([
      "resume 4821",
      "join 4821",
      "resume secondname",
      "rebuild secondname",
    ]);
  });

  test("with a channel: resume under the second name, for a host under the first, then rebuild", async () => {
    const host = await entered(RoomEntry.host(undefined), 0);
    host.know(second, token, true);
    expect(await asked(host, "room_unknown", "room_unknown", 0)).toEqual(["resume secondname", "resume 4821", "rebuild secondname"]);
    const guest = await entered(RoomEntry.guest(room), 1);
    guest.know(second, token, true);
    expect(await asked(guest, "room_unknown", 1)).toEqual(["resume secondname", "rebuild secondname"]);
  });

  test("a room that is there without our seat is rebuilt at once", async () => {
    const guest = await entered(RoomEntry.guest(room), 1);
    guest.know(second, token, true);
    expect(await asked(guest, "slot_unknown", 1)).toEqual(["resume secondname", "rebuild secondname"]);
  });

  test("whoever returns asks under the second name only", async () => {
    const secrets = { ownSlot: 0, peerSlot: 1, key: drawSlotKey(), token, resumption: new Uint8Array(32), room: second };
    expect(await asked(RoomEntry.returning({ ...secrets, role: "host" }), "room_unknown", 0)).toEqual([
      "resume secondname",
      "rebuild secondname",
    ]);
  });
});

describe("what a refusal means", () => {
  test.each([
    ["room_unknown", "codeUnknown"],
    ["room_full", "codeUsed"],
    ["room_locked", "codeUsed"],
    ["room_taken", "codeTaken"],
    ["rate_limited", "relayBusy"],
    ["full", "relayBusy"],
    ["a_later_word", "relayBroken"],
  ])("%s is %s", async (answer, code) => {
    await expect(RoomEntry.guest(room).enter(new Relay(answer).ask)).rejects.toMatchObject({ code });
  });

  test("a room that is gone may come back within a minute", async () => {
    vi.useFakeTimers();
    const guest = await entered(RoomEntry.guest(room), 1);
    await expect(guest.enter(new Relay("room_unknown", "room_unknown").ask)).rejects.toBeInstanceOf(TransportLostError);
    vi.advanceTimersByTime(59_000);
    await expect(guest.enter(new Relay("room_unknown", "room_unknown").ask)).rejects.toBeInstanceOf(TransportLostError);
    vi.advanceTimersByTime(1000);
    await expect(guest.enter(new Relay("room_unknown", "room_unknown").ask)).rejects.toMatchObject({ code: "codeUnknown" });
  });
});

describe("a guest whose host may be starting at the same moment", () => {
  const chosen = roomNameOf("holiday7");

  test("finds a host that comes a little later", async () => {
    vi.useFakeTimers();
    const relay = new Relay("room_unknown", "room_unknown", 1);
    const entering = RoomEntry.guest(chosen).enter(relay.ask);
    await vi.advanceTimersByTimeAsync(1);
    expect(relay.asked).toEqual(["join holiday7"]);
    await vi.advanceTimersByTimeAsync(1);
    expect(relay.asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(12);
    expect((await entering).slot).toBe(1);
    expect(relay.asked).toHaveLength(3);
  });

  test("gives up within the tries of a connection", async () => {
    vi.useFakeTimers();
    const relay = new Relay(...Array<string>(9).fill("room_unknown"));
    const refused = expect(RoomEntry.guest(chosen).enter(relay.ask)).rejects.toMatchObject({ code: "codeUnknown" });
    await vi.advanceTimersByTimeAsync(2 + 12 + 150 + 1500);
    await refused;
    expect(relay.asked).toHaveLength(5);
  });

  test("asks once for a number, which was told by a host that is there", async () => {
    const relay = new Relay("room_unknown");
    await expect(RoomEntry.guest(room).enter(relay.ask)).rejects.toMatchObject({ code: "codeUnknown" });
    expect(relay.asked).toHaveLength(1);
  });

  test("can be told to stop", async () => {
    const stop = new AbortController();
    const entering = RoomEntry.guest(chosen).enter(new Relay("room_unknown").ask, stop.signal);
    stop.abort(new Error("stopped"));
    await expect(entering).rejects.toThrow("stopped");
  });
});
