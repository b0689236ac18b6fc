import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { chunkBytes, mostBufferedBytes, mostChunksUnderWay } from "../../src/connection/sending-pace.js";
import { type Socket, WebSocketTransport } from "../../src/connection/web-socket-transport.js";
import { maxChunkBytes, minChunkBytes } from "../../src/transfer/transfer-limits.js";

const never = new AbortController().signal;
const frame = new Uint8Array(100);

/** A socket whose line a test holds up. */
class FakeSocket extends EventTarget {
  static newest: FakeSocket | undefined;
  binaryType = "";
  bufferedAmount = 0;
  sent = 0;

  constructor() {
    super();
    FakeSocket.newest = this;
    queueMicrotask(() => this.dispatchEvent(new Event("open")));
  }

  send(): void {
    this.sent++;
  }

  close(): void {
    this.dispatchEvent(Object.assign(new Event("close"), { code: 1000 }));
  }
}

async function connected(): Promise<{ transport: WebSocketTransport; socket: FakeSocket }> {
  const makes = FakeSocket as unknown as new () => Socket;
  const transport = await WebSocketTransport.connect(new URL("http://relay.test"), makes, never);
  const socket = FakeSocket.newest;
  if (socket === undefined) {
    throw new Error("No socket was made.");
  }

  return { transport, socket };
}

/** Whether sending is over, after a while. */
async function watch(sending: Promise<void>): Promise<() => boolean> {
  let isOver = false;
  sending.then(() => {
    isOver = true;
  });
  await vi.advanceTimersByTimeAsync(100);
  return () => isOver;
}

test("chunks have a size that every receiver takes, and some are under way", () => {
  expect(chunkBytes).toBeGreaterThanOrEqual(minChunkBytes);
  expect(chunkBytes).toBeLessThanOrEqual(maxChunkBytes);
  expect(Number.isInteger(Math.log2(chunkBytes))).toBe(true);
  expect(mostChunksUnderWay).toBeGreaterThan(1);
});

describe("what lies in the socket", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("up to the most is not waited for", async () => {
    const { transport, socket } = await connected();
    socket.bufferedAmount = mostBufferedBytes;
    await transport.send(frame);
    expect(socket.sent).toBe(1);
  });

  test("above the most it is waited for, until it has left", async () => {
    const { transport, socket } = await connected();
    socket.bufferedAmount = mostBufferedBytes + 1;
    const isOver = await watch(transport.send(frame));
    expect([socket.sent, isOver()]).toEqual([1, false]);
    socket.bufferedAmount = mostBufferedBytes;
    await vi.advanceTimersByTimeAsync(100);
    expect(isOver()).toBe(true);
  });

  test("is not waited for when the connection has ended", async () => {
    const { transport, socket } = await connected();
    socket.bufferedAmount = mostBufferedBytes + 1;
    const sending = expect(transport.send(frame)).rejects.toMatchObject({ name: "TransportLostError" });
    socket.close();
    await vi.advanceTimersByTimeAsync(100);
    await sending;
  });
});
