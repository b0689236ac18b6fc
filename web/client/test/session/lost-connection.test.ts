import { expect, test } from "vitest";
import type { RelayConnector } from "../../src/connection/relay-transport.js";
import { payloadKind } from "../../src/sealing/payload-kind.js";
import { createClientOver } from "../../src/session/local-client.js";
import { ShareError } from "../../src/share-error.js";
import type { ShareSession } from "../../src/share-session.js";
import { arrived, Collector, code, equal, filesOf, options, Pair, random, streamOf } from "../support/pair.js";
import { type Passing, TestRelay } from "../support/test-relay.js";

// Connections end at every possible moment; the transfer ends with the right bytes. The twin of LostConnectionTests.

const bytes = 1_300_000;

async function run(isCut: (passing: Passing) => boolean, slotOf: (passing: Passing) => number, forgetsOnCut: boolean): Promise<void> {
  const relay = new TestRelay();
  relay.forgetsOnCut = forgetsOnCut;
  relay.passed = (passing) => {
    if (isCut(passing)) {
      relay.cut(slotOf(passing));
    }
  };
  const pair = await Pair.meet(relay);
  const content = random(bytes);
  const tree = filesOf({ "tree/a": content.slice(0, 400_000), "tree/b": new Uint8Array(), "tree/c": content.slice(400_000) });

  const { sender, receiver } = await pair.transfer(tree, { kind: "download", as: "files" });

  expect(sender.error).toBeUndefined();
  expect(receiver.error).toBeUndefined();
  const files = await arrived(receiver.summary);
  expect([...files.keys()]).toEqual(["tree/a", "tree/b", "tree/c"]);
  expect(equal(Buffer.concat([files.get("tree/a") ?? [], files.get("tree/c") ?? []] as Uint8Array[]), content)).toBe(true);
  await Promise.all([pair.host.close(), pair.guest.close()]);
}

for (const slot of [0, 1]) {
  for (const forgetsOnCut of [false, true]) {
    test(`a connection of slot ${slot} that ends after any frame costs nothing${forgetsOnCut ? ", nor does a relay that forgets" : ""}`, async () => {
      for (let number = 0; number < 30; number++) {
        await run(
          (passing) => passing.number === number,
          () => slot,
          forgetsOnCut,
        ).catch((error: unknown) => {
          throw new Error(`cut after ${number}`, { cause: error });
        });
      }
    });
  }
}

for (const forgetsOnCut of [false, true]) {
  test(`connections that end again and again cost nothing${forgetsOnCut ? ", nor does a relay that forgets each time" : ""}`, async () => {
    const after = new Set(Array.from({ length: 40 }, (_, index) => 5 + index * 3));
    await run(
      ({ number }) => after.has(number),
      ({ number }) => number % 2,
      forgetsOnCut,
    );
  });
}

test("a stream that can be read only once survives lost connections", async () => {
  for (const cuts of [
    [8, 12, 17],
    [7, 9, 11, 13, 15],
    [6, 10, 14, 18, 22],
  ]) {
    const relay = new TestRelay();
    relay.passed = ({ number }) => {
      if (cuts.includes(number)) {
        relay.cut(number % 2);
      }
    };
    const pair = await Pair.meet(relay);
    const content = random(bytes);
    const output = new Collector();

    const { sender, receiver } = await pair.transfer(
      { kind: "stream", stream: streamOf(content) },
      { kind: "stream", stream: output.stream },
    );

    expect(sender.error).toBeUndefined();
    expect(receiver.error).toBeUndefined();
    expect(equal(output.bytes, content)).toBe(true);
    await pair.leave();
  }
});

test("a text survives lost connections", async () => {
  const relay = new TestRelay();
  relay.passed = ({ number }) => {
    if (number >= 5 && number < 30) {
      relay.cut(number % 2);
    }
  };
  const pair = await Pair.meet(relay);
  const text = "Grüße, 世界 ".repeat(60_000);
  const { sender, receiver } = await pair.transfer({ kind: "text", text }, { kind: "text" });
  expect(sender.error).toBeUndefined();
  expect(receiver.summary?.text === text).toBe(true);
  await pair.leave();
});

test("both sides are told what happens", async () => {
  const relay = new TestRelay();
  relay.passed = ({ number }) => {
    if (number === 8) {
      relay.cut(1);
    }
  };
  const pair = await Pair.meet(relay);
  const told = Promise.all([tell(pair.host), tell(pair.guest)]);
  const output = new Collector();
  await pair.transfer({ kind: "stream", stream: streamOf(random(bytes)) }, { kind: "stream", stream: output.stream });
  await pair.leave();

  const [host, guest] = await told;
  expect(guest).toEqual(["entered", "peerArrived", "peerVerified", "relayLost", "relayBack"]);
  expect(host).toEqual(["entered", "peerArrived", "peerVerified", "peerAway", "peerBack"]);
});

test("something else that answers for a while does not end a transfer", async () => {
  const relay = new TestRelay();
  relay.passed = ({ number }) => {
    if (number === 10) {
      relay.cut(1);
    }
  };
  let tries = 0;
  const wrongForAWhile: RelayConnector = {
    connect: (signal) => {
      tries++;
      return tries === 2 || tries === 3
        ? Promise.reject(new ShareError("notARelay", "A page to log in to this hotel's network."))
        : relay.connect(signal);
    },
    dispose: () => {},
  };
  const host = await relay.client.open({ ...options, chosenCode: code });
  const guest = await createClientOver(() => wrongForAWhile).join(code, options);
  const content = random(bytes);
  const output = new Collector();
  const sending = host.send({ kind: "stream", stream: streamOf(content) }).summary;
  const offer = await guest.receiveOffer();
  await offer?.accept({ kind: "stream", stream: output.stream }).summary;
  await sending;
  expect(equal(output.bytes, content)).toBe(true);
  expect(tries).toBeGreaterThan(2);
  await Promise.all([host.leave(), guest.leave()]);
});

test("the lock is set again on every return, since it may have been lost with the connection", async () => {
  const relay = new TestRelay();
  const pair = await Pair.meet(relay);
  await Promise.all([pair.host.waitForPeer(), pair.guest.waitForPeer()]);
  await expect(relay.client.join(code, options)).rejects.toMatchObject({ code: "codeUsed" });
  const asked: string[] = [];
  relay.asked = ({ type }) => asked.push(type);
  relay.cut(0);
  const { receiver } = await pair.transfer({ kind: "text", text: "still here" }, { kind: "text" });
  expect(receiver.summary?.text).toBe("still here");
  expect(asked).toEqual(["resume", "lock"]);
  await pair.leave();
});

test("a room is locked before the guest relies on its second name", async () => {
  const relay = new TestRelay();
  const fromHost: string[] = [];
  relay.asked = ({ type, slot }) => {
    if (type === "open" || type === "lock" || (type === "resume" && slot === 0)) {
      fromHost.push(type);
    }
  };
  relay.passed = ({ number, fromSlot, payload }) => {
    if (fromSlot === 0) {
      fromHost.push(payload[0] === payloadKind.handshake ? "step" : "other");
    }

    if (number === 8) {
      relay.cut(0);
    }
  };
  const pair = await Pair.meet(relay);
  const output = new Collector();
  await pair.transfer({ kind: "stream", stream: streamOf(random(bytes)) }, { kind: "stream", stream: output.stream });

  expect(fromHost.slice(0, 4)).toEqual(["open", "step", "lock", "step"]);
  const back = fromHost.indexOf("resume");
  expect(fromHost.slice(back, back + 2)).toEqual(["resume", "lock"]);
  await pair.leave();
});

test("a receiver that nobody reads can be cancelled, here and there", async () => {
  for (const side of ["sender", "receiver"] as const) {
    const pair = await Pair.meet(new TestRelay());
    const stop = new AbortController();
    const signals = { sender: side === "sender" ? stop.signal : undefined, receiver: side === "receiver" ? stop.signal : undefined };
    let began: () => void = () => {};
    const writing = new Promise<void>((resolve) => {
      began = resolve;
    });
    const stuck = new WritableStream<Uint8Array>({
      write: () => {
        began();
        return new Promise(() => {});
      },
    });
    const sending = pair.host.send(filesOf({ a: random(bytes) }), signals.sender && { signal: signals.sender }).summary;
    const receiving = pair.receive({ kind: "stream", stream: stuck }, signals.receiver);
    const ends = Promise.allSettled([sending, receiving]);
    await writing;
    stop.abort();
    const [sent, received] = await ends;
    const cancelled = expect.objectContaining({ code: "peerCancelled" });
    const aborted = expect.objectContaining({ name: "AbortError" });
    expect([sent, received]).toMatchObject([
      { status: "rejected", reason: side === "sender" ? aborted : cancelled },
      { status: "rejected", reason: side === "sender" ? cancelled : aborted },
    ]);
    await pair.leave();
  }
});

async function tell(session: ShareSession): Promise<string[]> {
  const told: string[] = [];
  try {
    for await (const status of session.status()) {
      told.push(status.kind);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(ShareError);
  }

  return told;
}
