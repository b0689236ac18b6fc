import { afterEach, expect, test, vi } from "vitest";
import { deferred } from "../../src/connection/waiting.js";
import type { ShareClient } from "../../src/share-client.js";
import { ShareError } from "../../src/share-error.js";
import type { TransferProgress } from "../../src/transfer-progress.js";
import { type Endpoint, serveClient } from "../../src/worker/serve-client.js";
import { createWorkerClient, type WorkerEndpoint } from "../../src/worker/worker-client.js";
import { fromWire, toWire } from "../../src/worker/worker-messages.js";
import { arrived, Collector, code, equal, filesOf, options, random, streamOf } from "../support/pair.js";
import { TestRelay } from "../support/test-relay.js";

// A page that speaks with its worker over real ports: what crosses is cloned or transferred as in a browser.

const ports: MessagePort[] = [];

afterEach(() => {
  for (const port of ports.splice(0)) {
    port.close();
  }
});

function overPorts(client: ShareClient): ShareClient {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  serveClient(client, port2 as unknown as Endpoint);
  const page = createWorkerClient(port1 as unknown as WorkerEndpoint);
  port1.start();
  port2.start();
  return page;
}

async function meet(relay = new TestRelay()) {
  const host = await overPorts(relay.client).open({ ...options, chosenCode: code });
  const guest = await overPorts(relay.client).join(code, options);
  return { relay, host, guest, leave: () => Promise.all([host.leave(), guest.leave()]) };
}

test("a session is the same from a page: code, link, phrase and what happens", async () => {
  const { host, guest, leave } = await meet();
  expect([host.code, host.link, host.relay]).toEqual([code, `http://relay.test/#${code}`, "http://relay.test/"]);
  expect(await host.waitForPeer()).toBe(await guest.waitForPeer());
  const told: string[] = [];
  for await (const { kind } of host.status()) {
    told.push(kind);
    if (kind === "peerVerified") {
      break;
    }
  }

  expect(told).toEqual(["entered", "peerArrived", "peerVerified"]);
  await leave();
});

test("files, a text and streams arrive as they were", async () => {
  const { host, guest, leave } = await meet();
  const content = random(1_500_000);
  const steps: TransferProgress[] = [];

  const sending = host.send(filesOf({ "tree/a": content }));
  const offer = await guest.receiveOffer();
  expect(offer?.items).toEqual([{ path: "tree/a", isFolder: false, bytes: content.length, isExecutable: false, isHidden: false }]);
  const receiving = offer?.accept({ kind: "download", as: "files" });
  for await (const step of sending) {
    steps.push(step);
  }

  expect((await sending.summary).files).toBe(1);
  expect(steps.at(-1)?.confirmedBytes).toBe(content.length);
  expect(equal((await arrived(await receiving?.summary)).get("tree/a"), content)).toBe(true);

  const text = guest.send({ kind: "text", text: "Grüße" });
  expect((await (await host.receiveOffer())?.accept({ kind: "text" }).summary)?.text).toBe("Grüße");
  await text.summary;

  const output = new Collector();
  const stream = host.send({ kind: "stream", stream: streamOf(content), name: "dump" });
  const pipe = await guest.receiveOffer();
  expect([pipe?.kind, pipe?.suggestedName, pipe?.totalBytes]).toEqual(["stream", "dump", undefined]);
  await pipe?.accept({ kind: "stream", stream: output.stream }).summary;
  await stream.summary;
  expect(equal(output.bytes, content)).toBe(true);

  await host.close();
  expect(await guest.receiveOffer().catch((error: unknown) => (error as ShareError).code)).toBeUndefined();
  await leave();
});

test("what is written into a stream is there before more is written, both ways at once, and no timer is waited for", async () => {
  const { host, guest, leave } = await meet();
  const [there, back] = [new TransformStream<Uint8Array>(), new TransformStream<Uint8Array>()];
  const [heard, answered] = [new TransformStream<Uint8Array>(), new TransformStream<Uint8Array>()];
  const sending = [
    host.send({ kind: "stream", stream: there.readable }).summary,
    guest.send({ kind: "stream", stream: back.readable }).summary,
  ];
  const receiving = [
    (await guest.receiveOffer())?.accept({ kind: "stream", stream: heard.writable }).summary,
    (await host.receiveOffer())?.accept({ kind: "stream", stream: answered.writable }).summary,
  ];
  const echo = heard.readable.pipeTo(back.writable);
  const [writer, reader] = [there.writable.getWriter(), answered.readable.getReader()];
  vi.useFakeTimers({ toFake: ["setTimeout"] }); // They never fire.
  try {
    for (let number = 0; number < 20; number++) {
      writer.write(Uint8Array.of(number)).catch(() => {});
      expect([...((await reader.read()).value ?? [])]).toEqual([number]);
    }
  } finally {
    vi.useRealTimers();
  }

  await writer.close();
  await reader.read();
  await echo;
  expect((await Promise.all([...sending, ...receiving])).map((summary) => summary?.bytes)).toEqual([20, 20, 20, 20]);
  await leave();
});

test("a stream that breaks in the page is told to the other side, and its pieces stay its own", async () => {
  const { host, guest, leave } = await meet();
  const piece = Uint8Array.of(1, 2, 3);
  let pulls = 0;
  const breaking = new ReadableStream<Uint8Array>({
    pull: (controller) => (++pulls > 10 ? controller.error(new Error("the disk is gone")) : controller.enqueue(piece)),
  });
  const sending = host.send({ kind: "stream", stream: breaking });
  const output = new Collector();
  const receiving = (await guest.receiveOffer())?.accept({ kind: "stream", stream: output.stream });
  await expect(sending.summary).rejects.toMatchObject({ code: "sourceUnreadable" });
  await expect(receiving?.summary).rejects.toMatchObject({ code: "peerFailed" });
  expect(piece.length).toBe(3);
  await leave();
});

test("a stream that takes no more ends the transfer on both sides, and one of somebody else is refused", async () => {
  const { host, guest, leave } = await meet();
  const sending = host.send({ kind: "stream", stream: streamOf(random(5_000_000)) });
  let pieces = 0;
  const full = new WritableStream<Uint8Array>({ write: () => (++pieces > 2 ? Promise.reject(new Error("full")) : undefined) });
  const offer = await guest.receiveOffer();
  await expect(offer?.accept({ kind: "stream", stream: full }).summary).rejects.toMatchObject({ code: "targetUnwritable" });
  await expect(sending.summary).rejects.toMatchObject({ code: "peerFailed" });

  const again = host.send({ kind: "text", text: "a text" });
  const locked = new WritableStream<Uint8Array>();
  locked.getWriter();
  const next = await guest.receiveOffer();
  await expect(next?.accept({ kind: "stream", stream: locked }).summary).rejects.toBeInstanceOf(TypeError);
  await next?.decline();
  await expect(again.summary).rejects.toMatchObject({ code: "declined" });
  await leave();
});

test("a stream that is slow holds the sender back", async () => {
  const { host, guest, leave } = await meet();
  let read = 0;
  const { promise: ended, resolve: onEnd } = deferred<void>();
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      read += 65_536;
      controller.enqueue(new Uint8Array(65_536));
    },
    cancel: () => onEnd(),
  });
  const stop = new AbortController();
  const sending = host.send({ kind: "stream", stream: endless }, { signal: stop.signal });
  const reached = new Promise<void>((resolve) => {
    const stuck = new WritableStream<Uint8Array>({
      write: () => {
        resolve();
        return new Promise(() => {});
      },
    });
    guest.receiveOffer().then((offer) => offer?.accept({ kind: "stream", stream: stuck }).summary.catch(() => {}));
  });
  await reached;
  for (let texts = 0; texts < 20; texts++) {
    const text = host.send({ kind: "text", text: "behind the stream" });
    await (await guest.receiveOffer())?.accept({ kind: "text" }).summary; // Whatever could flow has flowed before it.
    await text.summary;
  }

  expect(read).toBeLessThan(8 * 1024 * 1024); // The window of 4 MiB, and what is on the way.
  stop.abort();
  await expect(sending.summary).rejects.toMatchObject({ name: "AbortError" });
  await ended;
  await leave();
});

test("a decline and the errors of a session cross with their codes", async () => {
  const { host, guest, leave } = await meet();
  const declined = host.send({ kind: "text", text: "no" });
  await (await guest.receiveOffer())?.decline();
  await expect(declined.summary).rejects.toMatchObject({ name: "ShareError", code: "declined" });

  const unsuitable = host.send({ kind: "text", text: "a text" });
  const offer = await guest.receiveOffer();
  await expect(offer?.accept({ kind: "download", as: "files" }).summary).rejects.toMatchObject({
    code: "targetUnsuitable",
    nextStep: "Receive it as text.",
  });
  await expect(unsuitable.summary).rejects.toMatchObject({ code: "peerFailed" });
  await expect(offer?.accept({ kind: "text" }).summary).rejects.toBeInstanceOf(TypeError);
  await leave();

  await expect(overPorts(new TestRelay().client).join(code, options)).rejects.toMatchObject({ code: "codeUnknown" });
  await expect(overPorts(new TestRelay().client).join("nonsense", options)).rejects.toMatchObject({ code: "codeMalformed" });
});

test("an offer that is taken back says so before it is answered", async () => {
  const { host, guest, leave } = await meet();
  const stop = new AbortController();
  const sending = host.send({ kind: "text", text: "a text" }, { signal: stop.signal });
  const offer = await guest.receiveOffer();
  expect(offer?.cancelled.aborted).toBe(false);
  const told = new Promise((resolve) => offer?.cancelled.addEventListener("abort", resolve));
  stop.abort();
  await expect(sending.summary).rejects.toMatchObject({ name: "AbortError" });
  await told;
  expect(offer?.cancelled.reason).toMatchObject({ name: "ShareError", code: "peerCancelled" });
  await leave();
});

test("a signal ends what it belongs to, with its own reason", async () => {
  const { host, guest, leave } = await meet();
  await host.waitForPeer();
  const stop = new AbortController();
  const sending = host.send({ kind: "stream", stream: new ReadableStream() }, { signal: stop.signal });
  const offer = await guest.receiveOffer();
  const receiving = offer?.accept({ kind: "stream", stream: new Collector().stream });
  stop.abort(new RangeError("the person changed her mind"));
  await expect(sending.summary).rejects.toThrow(new RangeError("the person changed her mind"));
  await expect(receiving?.summary).rejects.toMatchObject({ code: "peerCancelled" });

  const waiting = guest.receiveOffer({ signal: AbortSignal.abort() });
  await expect(waiting).rejects.toMatchObject({ name: "AbortError" });
  await leave();
});

test("what cannot cross to a worker is an error of the call", async () => {
  const { host, leave } = await meet();
  const stream = new ReadableStream<Uint8Array>();
  stream.getReader();
  await expect(host.send({ kind: "stream", stream }).summary).rejects.toThrow();
  await leave();
});

test("errors cross as what they are", () => {
  const errors = [
    new ShareError("codeWrong", "No.", "Try."),
    new TypeError("type"),
    new RangeError("range"),
    new DOMException("stop", "AbortError"),
  ];
  for (const error of errors) {
    const again = fromWire(toWire(error));
    expect(again).toBeInstanceOf(error.constructor);
    expect([again.name, again.message]).toEqual([error.name, error.message]);
  }

  expect(fromWire(toWire(errors[0]))).toMatchObject({ code: "codeWrong", nextStep: "Try." });
  expect(fromWire(toWire("odd"))).toMatchObject({ code: "internal" });
});

test("what this program can receive is found out", async () => {
  const abilities = await overPorts(new TestRelay().client).abilities();
  expect(abilities).toEqual({ canChooseFolder: false, downloads: "memory", mostBytes: 512 * 1024 * 1024, canResume: false });
  expect(await overPorts(new TestRelay().client).unfinished()).toEqual([]);
});

test("to keep transfers where nothing can be kept is no error", async () => {
  const relay = new TestRelay();
  const host = await relay.client.open({ ...options, chosenCode: code, keepsTransfers: true });
  const guest = await relay.client.join(code, { ...options, keepsTransfers: true });
  const sending = host.send(filesOf({ a: random(10) }));
  await (await guest.receiveOffer())?.accept({ kind: "download", as: "files" }).summary;
  expect((await sending.summary).files).toBe(1);
  await Promise.all([host.leave(), guest.leave()]);
});
