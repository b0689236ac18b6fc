import { describe, expect, test } from "vitest";
import { type RelayTransport, TransportLostError } from "../../src/connection/relay-transport.js";
import type { TransportFamily } from "../../src/connection/transport-choice.js";
import { TransportRace } from "../../src/connection/transport-race.js";
import { WatchedTransport } from "../../src/connection/watched-transport.js";
import { ShareError } from "../../src/share-error.js";

const relay = new URL("http://relay.test");
const never = new AbortController().signal;

class Fake implements RelayTransport {
  readonly bytesReceived = 0;
  isAborted = false;

  async send(): Promise<void> {
    // Into nothing.
  }

  async receive(): Promise<Uint8Array> {
    return Uint8Array.of(1);
  }

  async close(): Promise<void> {
    this.abort();
  }

  abort(): void {
    this.isAborted = true;
  }

  giveUp(): void {
    this.abort();
  }
}

type Connect = (signal: AbortSignal) => Promise<Fake>;

/** Until the race is over, or lost. */
const silent: Connect = (signal) =>
  new Promise((_, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason));
    if (signal.aborted) {
      reject(signal.reason);
    }
  });
const works: Connect = () => Promise.resolve(new Fake());
const fails: Connect = () => Promise.reject(new TransportLostError("It does not get through."));
const failsWith =
  (code: "notARelay" | "relayBusy"): Connect =>
  () =>
    Promise.reject(new ShareError(code, "Told by the answer."));

async function race(
  first: TransportFamily,
  ways: Record<TransportFamily, Connect>,
  timeoutMilliseconds = 60_000,
): Promise<{ won: TransportFamily; tried: TransportFamily[] }> {
  const tried: TransportFamily[] = [];
  const contest = new TransportRace(relay, timeoutMilliseconds, async (family, signal) => {
    tried.push(family);
    const inner = await ways[family](signal);
    return WatchedTransport.welcome(
      inner,
      () => (family === "http" ? "httpStreaming" : "webSocket"),
      () => {},
      signal,
    );
  });
  const winner = await contest.run({ first, headStartMilliseconds: 5 }, never);
  return { won: winner.transport === "webSocket" ? "webSocket" : "http", tried };
}

describe("which way is taken", () => {
  test("the first that works, alone", async () => {
    expect(await race("webSocket", { webSocket: works, http: works })).toEqual({ won: "webSocket", tried: ["webSocket"] });
  });

  test("the other when the first is silent, or fails", async () => {
    expect(await race("webSocket", { webSocket: silent, http: works })).toEqual({ won: "http", tried: ["webSocket", "http"] });
    expect(await race("webSocket", { webSocket: fails, http: works })).toEqual({ won: "http", tried: ["webSocket", "http"] });
    expect(await race("http", { webSocket: works, http: fails })).toEqual({ won: "webSocket", tried: ["http", "webSocket"] });
  });

  test("a relay that says no is asked once", async () => {
    await expect(race("webSocket", { webSocket: failsWith("relayBusy"), http: works })).rejects.toMatchObject({ code: "relayBusy" });
  });

  test("who loses is ended", async () => {
    const late: Fake[] = [];
    let finish: (transport: Fake) => void = () => {};
    const slow: Connect = () =>
      new Promise((resolve) => {
        finish = resolve;
      });
    expect((await race("webSocket", { webSocket: slow, http: works })).won).toBe("http");
    const loser = new Fake();
    late.push(loser);
    finish(loser);
    await new Promise((resolve) => setImmediate(resolve));
    expect(late.every(({ isAborted }) => isAborted)).toBe(true);
  });
});

describe("what is told when none works", () => {
  test.each(["webSocket", "http"] as const)("what HTTP says, %s first or not", async (first) => {
    await expect(race(first, { webSocket: fails, http: failsWith("notARelay") })).rejects.toMatchObject({ code: "notARelay" });
  });

  test("silence, when there is nothing but that", async () => {
    await expect(race("webSocket", { webSocket: silent, http: silent }, 30)).rejects.toMatchObject({ code: "relayUnreachable" });
  });

  test("the caller's own reason when the caller ends it", async () => {
    const stop = new AbortController();
    const contest = new TransportRace(relay, 60_000, (_, signal) => silent(signal) as Promise<never>);
    const running = contest.run({ first: "webSocket", headStartMilliseconds: 5 }, stop.signal);
    stop.abort(new Error("the person left"));
    await expect(running).rejects.toThrow("the person left");
  });
});
