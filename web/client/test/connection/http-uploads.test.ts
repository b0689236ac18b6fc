import { afterEach, describe, expect, test, vi } from "vitest";
import type { HttpDownloads } from "../../src/connection/http-downloads.js";
import { HttpUploads } from "../../src/connection/http-uploads.js";
import { TransportLostError } from "../../src/connection/relay-transport.js";
import { type Answer, type Asked, HttpRelay, numberOf } from "../support/http-relay.js";
import { equal, random } from "../support/pair.js";

const content = random(3_000_000);
const megabyte = 1024 * 1024;
let relay: HttpRelay | undefined;
let uploads: HttpUploads | undefined;

afterEach(async () => {
  uploads?.abort();
  await relay?.close();
});

/** The up stream as a relay puts it together. */
class UpStream {
  readonly #bytes = Buffer.alloc(content.length);
  #taken = 0;

  /** Takes at most so many bytes of a piece; says how far the stream is. */
  take(asked: Asked, most: number = Number.POSITIVE_INFINITY): number {
    const offset = numberOf(asked, "sharencrypt-offset");
    const piece = asked.body.subarray(0, Math.min(asked.body.length, most));
    if (offset <= this.#taken && offset + piece.length > this.#taken) {
      piece.copy(this.#bytes, offset);
      this.#taken = offset + piece.length;
    }

    return this.#taken;
  }

  get bytes(): Buffer {
    return this.#bytes.subarray(0, this.#taken);
  }
}

async function start(
  answer: Answer,
  bodyBytes: number = megabyte,
  downloads: HttpDownloads = { received: 0, polls: false } as HttpDownloads,
): Promise<{ relay: HttpRelay; uploads: HttpUploads }> {
  const server = new HttpRelay(answer);
  relay = server;
  const address = await server.listen();
  const up = new HttpUploads(address, { id: "an-id", windowBytes: 4 * megabyte, bodyBytes }, downloads);
  uploads = up;
  return { relay: server, uploads: up };
}

/** Sends all, in frames of uneven sizes, in order: a piece that is held back holds up what follows. */
async function sendAll(to: HttpUploads): Promise<void> {
  for (let at = 0; at < content.length; at += 77_777) {
    await to.write(content.subarray(at, at + 77_777));
  }

  await to.drain();
}

const confirm = (taken: number) => ({ "sharencrypt-offset": String(taken) });

describe("the up stream", () => {
  test("arrives whole, with few requests", async () => {
    const up = new UpStream();
    const pending: (() => void)[] = [];
    const { relay, uploads } = await start((response, asked) => {
      // What begins beyond what is there waits for the one before.
      const settle = () => {
        if (numberOf(asked, "sharencrypt-offset") > up.bytes.length) {
          pending.push(settle);
          return;
        }

        response.writeHead(204, confirm(up.take(asked))).end();
        pending.shift()?.();
      };
      settle();
    });
    await sendAll(uploads);
    expect(equal(up.bytes, content)).toBe(true);
    expect(relay.asked.length).toBeLessThan(12);
    expect(relay.asked.every(({ body }) => body.length <= megabyte)).toBe(true);
  });

  test("is cut smaller when a proxy allows less", async () => {
    const up = new UpStream();
    const { relay, uploads } = await start((response, asked) => {
      if (asked.body.length > 100_000) {
        response.writeHead(413).end("too large");
        return;
      }

      response.writeHead(204, confirm(up.take(asked))).end();
    });
    await uploads.write(content.subarray(0, 1_000_000));
    await uploads.drain();
    expect(equal(up.bytes, content.subarray(0, 1_000_000))).toBe(true);
    expect(relay.asked.filter(({ body }) => body.length > 100_000).length).toBeLessThan(6);
  });

  test("goes on behind what a relay took of a piece", async () => {
    const up = new UpStream();
    const { uploads } = await start((response, asked) => response.writeHead(204, confirm(up.take(asked, 123_456))).end());
    await uploads.write(content.subarray(0, 900_000));
    await uploads.drain();
    expect(equal(up.bytes, content.subarray(0, 900_000))).toBe(true);
  });

  test("is sent again when an answer is lost, and an answer that is not the relay's is none", async () => {
    const up = new UpStream();
    let requests = 0;
    const { uploads } = await start((response, asked) => {
      requests++;
      if (requests % 4 === 1) {
        up.take(asked); // It arrived, but nobody hears of it.
        response.destroy();
      } else if (requests % 4 === 2) {
        response.writeHead(502).end("a proxy");
      } else if (requests % 4 === 3) {
        response.writeHead(200).end("<html>Please log in</html>");
      } else {
        response.writeHead(204, confirm(up.take(asked))).end();
      }
    });
    await uploads.write(content.subarray(0, 300_000));
    await uploads.drain();
    expect(equal(up.bytes, content.subarray(0, 300_000))).toBe(true);
    expect(requests).toBeGreaterThanOrEqual(4);
  });

  test.each([404, 409])("is lost when the relay says %d", async (status) => {
    const { uploads } = await start((response) => response.writeHead(status).end());
    await uploads.write(content.subarray(0, 10));
    await uploads.drain();
    await expect(uploads.write(content.subarray(0, 10))).rejects.toBeInstanceOf(TransportLostError);
  });

  test("is lost when something that is no relay answers for 10 s", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    try {
      const { relay, uploads } = await start((response) => {
        vi.advanceTimersByTime(4000);
        response.writeHead(200).end("<html>Please log in</html>");
      });
      await uploads.write(content.subarray(0, 10));
      await uploads.drain();
      await expect(uploads.write(content.subarray(0, 10))).rejects.toBeInstanceOf(TransportLostError);
      expect(relay.asked.length).toBeLessThan(6);
    } finally {
      vi.useRealTimers();
    }
  });

  test("never takes more than it may hold, and frees who waits when it is aborted", async () => {
    const { uploads } = await start(() => {}); // Answers nothing.
    const writing = sendAll(uploads).then(() => uploads.write(content));
    uploads.abort();
    await expect(writing).rejects.toBeInstanceOf(TransportLostError);
  });

  test("sets aside no more than the protocol allows, whatever a relay says", async () => {
    const up = new UpStream();
    const { relay, uploads } = await start(
      (response, asked) => response.writeHead(204, confirm(up.take(asked))).end(),
      Number.MAX_SAFE_INTEGER,
    );
    await uploads.write(content.subarray(0, 100));
    await uploads.drain();
    expect(relay.asked).toHaveLength(1);
  });

  test("tells what has come of the down stream before the relay would pause", async () => {
    let heard: (received: number) => void = () => {};
    const told = new Promise<number>((resolve) => {
      heard = resolve;
    });
    let received = 0;
    const down = {
      get received() {
        return received;
      },
      polls: false,
    } as HttpDownloads;
    const { uploads } = await start(
      (response, asked) => {
        heard(numberOf(asked, "sharencrypt-received"));
        response.writeHead(204, confirm(0)).end();
      },
      megabyte,
      down,
    );
    received = megabyte - 1;
    uploads.noteReceived();
    received = megabyte;
    uploads.noteReceived();
    expect(await told).toBe(megabyte);
  });
});
