import { describe, expect, test, vi } from "vitest";
import { deferred } from "../../src/connection/waiting.js";
import { PipeSource } from "../../src/transfers/pipe-source.js";
import type { SourceRead } from "../../src/transfers/transfer-source.js";
import { equal, random, streamOf } from "../support/pair.js";

const never = new AbortController().signal;

// What was read before lies in the socket, or still waits for it.
const sent = Promise.resolve();
const unsent = new Promise<never>(() => {});

/** A stream into which a test writes. */
class Tap {
  readonly stream: ReadableStream<Uint8Array>;
  #controller: ReadableStreamDefaultController<Uint8Array> | undefined;

  constructor() {
    this.stream = new ReadableStream<Uint8Array>({
      start: (controller) => {
        this.#controller = controller;
      },
    });
  }

  write(...bytes: number[]): void {
    this.writePiece(Uint8Array.from(bytes));
  }

  writePiece(piece: Uint8Array): void {
    this.#controller?.enqueue(piece);
  }

  end(): void {
    this.#controller?.close();
  }

  break(reason: unknown): void {
    this.#controller?.error(reason);
  }
}

// The twin of PipeReaderTests, and more.
describe("a pipe", () => {
  test("before anything came it goes on at the beginning", () => {
    const source = new PipeSource(streamOf(new Uint8Array(100)));
    expect([source.positionOf(0), source.positionOf(1)]).toEqual([0, undefined]);
  });

  test("when all that came is confirmed it goes on behind it", async () => {
    const source = new PipeSource(streamOf(new Uint8Array(100)));
    await source.read(0, 0, 60, never, unsent);
    expect(source.positionOf(0)).toBe(0);
    source.confirm(60);
    expect([source.positionOf(0), source.positionOf(1), source.positionOf(2)]).toEqual([undefined, 60, undefined]);
  });

  test("what was not confirmed is read again as it was", async () => {
    const content = random(100_000);
    const source = new PipeSource(streamOf(content, 1000));
    const first = await source.read(0, 0, 30_000, never, unsent);
    await source.read(1, 30_000, 30_000, never, unsent);
    source.confirm(29_999);
    expect(equal((await source.read(0, 0, 30_000, never, unsent)).bytes, first.bytes)).toBe(true);
    expect(equal(first.bytes, content.subarray(0, 30_000))).toBe(true);
  });

  test("its end is kept until the transfer is over", async () => {
    const source = new PipeSource(streamOf(Uint8Array.of(1, 2, 3)));
    const whole = await source.read(0, 0, 10, never, unsent);
    expect(whole.isEnd).toBe(true);
    source.confirm(3);
    expect(await source.read(0, 0, 10, never, unsent)).toEqual(whole);
  });

  test("a few bytes wait for nothing when those before are sent", async () => {
    vi.useFakeTimers(); // Time stands still.
    const tap = new Tap();
    const source = new PipeSource(tap.stream);
    tap.write(1, 2);
    expect([...(await source.read(0, 0, 1000, never, sent)).bytes]).toEqual([1, 2]);
    const reading = source.read(1, 2, 1000, never, sent);
    tap.write(3);
    expect([...(await reading).bytes]).toEqual([3]);
    vi.useRealTimers();
  });

  test("what comes while those before are not sent travels together, and not later than they are", async () => {
    const tap = new Tap();
    const source = new PipeSource(tap.stream);
    const before = deferred<void>();
    const reading = source.read(0, 0, 1000, never, before.promise);
    for (const byte of [1, 2, 3]) {
      tap.write(byte);
      await new Promise((resolve) => setImmediate(resolve)); // Everything that can happen has happened.
    }

    before.resolve();
    expect([...(await reading).bytes]).toEqual([1, 2, 3]);
  });

  test("whoever writes to it may use the memory again", async () => {
    const tap = new Tap();
    const source = new PipeSource(tap.stream);
    const piece = Uint8Array.of(1, 2, 3);
    tap.writePiece(piece);
    await source.read(0, 0, 1000, never, sent);
    piece.fill(9);
    expect([...(await source.read(0, 0, 1000, never, sent)).bytes]).toEqual([1, 2, 3]);
  });

  test("an interrupted wait for the first bytes loses none", async () => {
    const tap = new Tap();
    const source = new PipeSource(tap.stream);
    const stop = new AbortController();
    const reading = source.read(0, 0, 10, stop.signal, unsent);
    stop.abort(new Error("interrupted"));
    await expect(reading).rejects.toThrow("interrupted");
    tap.write(1, 2, 3);
    expect([...(await source.read(0, 0, 10, never, sent)).bytes]).toEqual([1, 2, 3]);
  });

  test("an interrupted wait for more bytes loses none of those that are there", async () => {
    const tap = new Tap();
    const source = new PipeSource(tap.stream);
    const stop = new AbortController();
    tap.write(1, 2, 3);
    const before = deferred<void>();
    const reading = source
      .read(0, 0, 10, stop.signal, before.promise)
      .catch((): SourceRead => ({ bytes: new Uint8Array(), isEnd: false, failed: [] }));
    for (let turn = 0; turn < 20; turn++) {
      await Promise.resolve(); // It has the three, and waits for more.
    }

    stop.abort();
    before.resolve();
    const begin = [...(await reading).bytes];
    tap.write(4);
    tap.end();
    const rest = [...(await source.read(begin.length > 0 ? 1 : 0, begin.length, 10, never, unsent)).bytes];
    expect([...begin, ...rest]).toEqual([1, 2, 3, 4]);
  });

  test("whoever writes to it hears when nobody reads it any more", async () => {
    const cancelled = vi.fn();
    const source = new PipeSource(new ReadableStream<Uint8Array>({ cancel: cancelled }));
    const reading = source.read(0, 0, 10, never, unsent);
    source.close();
    await reading;
    expect(cancelled).toHaveBeenCalledOnce();
  });

  test("one that breaks is told as what it is", async () => {
    const tap = new Tap();
    const source = new PipeSource(tap.stream);
    tap.break(new Error("the disk is gone"));
    await expect(source.read(0, 0, 10, never, unsent)).rejects.toMatchObject({
      code: "sourceUnreadable",
      cause: new Error("the disk is gone"),
    });
  });

  test("pieces that are no bytes are not lost in silence", async () => {
    const source = new PipeSource(new Response("text").body?.pipeThrough(new TextDecoderStream()) as unknown as ReadableStream<Uint8Array>);
    await expect(source.read(0, 0, 10, never, unsent)).rejects.toMatchObject({ code: "sourceUnreadable" });
  });
});
