import { expect, test } from "vitest";
import { ShareError } from "../../src/share-error.js";
import { arrived, code, equal, filesOf, options, Pair, random } from "../support/pair.js";
import { TestRelay } from "../support/test-relay.js";

// A relay that tampers: it is found out, and no wrong byte ever stands in a file that is called complete. The twin of MaliciousRelayTests.

const frames = 26;

// How long the people wait when nothing moves any more. How it ends does not depend on it.
const patienceMilliseconds = 250;

const ways = [
  "repeat",
  "flip the first bit",
  "flip a middle bit",
  "flip the last bit",
  "cut the end",
  "add a byte",
  "swap with the next",
  "drop",
] as const;
type Way = (typeof ways)[number];

class Tampering {
  readonly #way: Way;
  readonly #number: number;
  #held: Uint8Array | undefined;

  constructor(way: Way, number: number) {
    this.#way = way;
    this.#number = number;
  }

  pass(number: number, payload: Uint8Array): readonly Uint8Array[] {
    if (number === this.#number) {
      return this.#change(payload);
    }

    const held = this.#held;
    this.#held = undefined;
    return held === undefined ? [payload] : [payload, held];
  }

  #change(payload: Uint8Array): readonly Uint8Array[] {
    switch (this.#way) {
      case "repeat":
        return [payload, payload];
      case "flip the first bit":
        return [flipped(payload, 1, 0x80)];
      case "flip a middle bit":
        return [flipped(payload, payload.length >> 1, 0x10)];
      case "flip the last bit":
        return [flipped(payload, payload.length - 1, 0x01)];
      case "cut the end":
        return [payload.subarray(0, -1)];
      case "add a byte":
        return [Buffer.concat([payload, Uint8Array.of(0)])];
      case "swap with the next":
        this.#held = payload;
        return [];
      case "drop":
        return [];
    }
  }
}

function flipped(payload: Uint8Array, place: number, mask: number): Uint8Array {
  const changed = payload.slice();
  changed[place] = (changed[place] ?? 0) ^ mask;
  return changed;
}

async function tamper(way: Way, number: number): Promise<void> {
  const relay = new TestRelay();
  const tampering = new Tampering(way, number);
  const giveUp = new AbortController();
  let patience: ReturnType<typeof setTimeout> | undefined;
  relay.tamper = (passing) => tampering.pass(passing.number, passing.payload);
  relay.passed = (passing) => {
    clearTimeout(patience);
    if (passing.number >= number) {
      patience = setTimeout(() => giveUp.abort(), patienceMilliseconds);
    }
  };
  const pair = await Pair.meet(relay);
  const content = random(1_000_000);

  const { sender, receiver } = await pair.transfer(filesOf({ file: content }), { kind: "download", as: "files" }, giveUp);

  clearTimeout(patience);
  const what = `${way} ${number}: ${String(receiver.error)} / ${String(sender.error)}`;
  if (receiver.error === undefined) {
    expect(equal((await arrived(receiver.summary)).get("file"), content), what).toBe(true);
  } else {
    expect(sender.error, `${what}: the sender must not believe that it arrived`).toBeDefined();
  }

  for (const { error } of [sender, receiver]) {
    const isClear = error === undefined || error instanceof ShareError || (error instanceof DOMException && error.name === "AbortError");
    expect(isClear, what).toBe(true);
    expect(error instanceof ShareError && error.code === "internal", what).toBe(false);
  }

  await pair.leave();
}

for (const way of ways) {
  test(`tampering with any frame never yields a wrong file: ${way}`, async () => {
    for (let number = 0; number < frames; number++) {
      await tamper(way, number);
    }
  });
}

test("a relay that sits in between with a guess is found out", async () => {
  const toHost = new TestRelay();
  const host = await toHost.client.open({ ...options, chosenCode: code });
  const guessing = await toHost.client.join("holiday-guessed-phrase", options);
  await expect(guessing.waitForPeer()).rejects.toMatchObject({ code: "codeWrong" });

  const toGuest = new TestRelay();
  const posing = await toGuest.client.open({ ...options, chosenCode: "holiday-guessed-phrase" });
  const guest = await toGuest.client.join(code, options);
  await expect(guest.waitForPeer()).rejects.toMatchObject({ code: "codeWrong" });
  await Promise.all([host, guessing, posing, guest].map((session) => session.leave()));
});

test("the third wrong guess ends the code, and the right one may come after two", async () => {
  const relay = new TestRelay();
  const host = await relay.client.open({ ...options, chosenCode: code });
  for (let guess = 0; guess < 2; guess++) {
    const guessing = await relay.client.join("holiday-guessed-phrase", options);
    await expect(guessing.waitForPeer()).rejects.toMatchObject({ code: "codeWrong" });
    await guessing.leave();
  }

  const guest = await relay.client.join(code, options);
  expect(await guest.waitForPeer()).toBe(await host.waitForPeer());
  await Promise.all([host.leave(), guest.leave()]);

  const other = new TestRelay();
  const weary = await other.client.open({ ...options, chosenCode: code });
  for (let guess = 0; guess < 3; guess++) {
    const guessing = await other.client.join("holiday-guessed-phrase", options);
    await expect(guessing.waitForPeer()).rejects.toMatchObject({ code: "codeWrong" });
    await guessing.leave();
  }

  await expect(weary.waitForPeer()).rejects.toMatchObject({ code: "tooManyGuesses" });
  await weary.leave();
});

test("nothing but the handshake passes before the keys are proven", async () => {
  const relay = new TestRelay();
  const kinds: (number | undefined)[] = [];
  relay.passed = ({ payload }) => kinds.push(payload[0]);
  const pair = await Pair.meet(relay);
  await Promise.all([pair.host.waitForPeer(), pair.guest.waitForPeer()]);
  expect(kinds.slice(0, 3)).toEqual([1, 1, 1]);
  expect(kinds.slice(3).every((kind) => kind === 2)).toBe(true);
  await pair.leave();
});

for (const [what, frame] of [
  ["a frame of an unknown type", Uint8Array.of(9, 1, 2)],
  ["an empty frame", new Uint8Array()],
  ["a control message that is no JSON", Uint8Array.of(1, 0x7b, 0x7d, 0x7d)],
  ["data from nobody", new Uint8Array(20).fill(0).fill(2, 0, 1)],
] as const) {
  test(`a relay that sends ${what} is told apart from a bad network`, async () => {
    const relay = new TestRelay();
    const host = await relay.client.open({ ...options, chosenCode: code });
    relay.inject(0, frame);
    await expect(host.waitForPeer()).rejects.toMatchObject({ code: "relayBroken" });
    await host.leave();
  });
}

test("a close code that says that this side is at fault ends the session", async () => {
  const relay = new TestRelay();
  const host = await relay.client.open({ ...options, chosenCode: code });
  relay.closeWith(0, 1002);
  await expect(host.waitForPeer()).rejects.toMatchObject({ code: "relayBroken" });
  await host.leave();
});

test("a flood of pings is answered within a bound", async () => {
  const relay = new TestRelay();
  const pair = await Pair.meet(relay);
  for (let ping = 0; ping < 1000; ping++) {
    relay.inject(0, Uint8Array.of(3, ...new Uint8Array(8).fill(ping)));
  }

  const { receiver } = await pair.transfer({ kind: "text", text: "still here" }, { kind: "text" });
  expect(receiver.summary?.text).toBe("still here");
  await pair.leave();
});

test("a clock that is wrong is told", async () => {
  const relay = new TestRelay();
  relay.clock = Date.now() - 3_600_000;
  const host = await relay.client.open({ ...options, chosenCode: code });
  for await (const status of host.status()) {
    if (status.kind === "clockWrong") {
      expect(Math.round(status.differenceMilliseconds / 60_000)).toBe(60);
      break;
    }
  }

  await host.leave();
});
