import { Pulse, Queue } from "../connection/waiting.js";

// Pieces that one end may have sent and the other not have passed on yet: enough to keep it busy, and a bound for its memory.
const mostUnderWay = 8;

// Whoever takes pieces says so after some: each word wakes a thread.
const takenTogether = mostUnderWay / 2;

/** What the worker says over the port of a stream. */
type ToStream = { readonly type: "piece"; readonly bytes: Uint8Array } | { readonly type: "close" } | { readonly type: "abort" };

/** What the page answers: {@link takenTogether} pieces were passed on, the stream is closed, or it broke. */
type FromStream = { readonly type: "passed" | "closed" } | { readonly type: "broken"; readonly error: unknown };

/** What the page says of a stream that the worker reads. */
type OfSource =
  | { readonly type: "piece"; readonly bytes: Uint8Array }
  | { readonly type: "end" }
  | { readonly type: "broken"; readonly error: unknown };

/** What the worker answers: {@link takenTogether} pieces were taken, or no more is wanted. */
type ToSource = "taken" | "cancel";

/**
 * In the worker: a stream whose pieces the other end of the port gets. They are handed over, not copied as a transferred
 * stream would do it.
 */
export function writableOver(port: MessagePort): WritableStream<Uint8Array> {
  const answers = new Queue<FromStream>();
  let underWay = 0;
  port.onmessage = ({ data }: MessageEvent<FromStream>) => answers.push(data);
  const say = (message: ToStream, transfer: Transferable[] = []) => port.postMessage(message, transfer);
  const hear = async (): Promise<FromStream["type"]> => {
    const answer = await answers.take();
    if (answer?.type === "broken") {
      port.close();
      throw answer.error;
    }

    underWay -= takenTogether;
    return answer?.type ?? "closed";
  };
  return new WritableStream<Uint8Array>({
    async write(bytes) {
      say({ type: "piece", bytes }, isWhole(bytes) ? [bytes.buffer] : []);
      underWay++;
      while (underWay >= mostUnderWay || answers.size > 0) {
        await hear();
      }
    },
    async close() {
      say({ type: "close" });
      while ((await hear()) !== "closed") {
        // Pieces that were under way.
      }

      port.close();
    },
    abort() {
      say({ type: "abort" });
      port.close();
    },
  });
}

/**
 * In the page: passes on to a stream what comes from the worker.
 * @throws TypeError when somebody else writes to the stream.
 */
export function passOn(port: MessagePort, stream: WritableStream<Uint8Array>): void {
  const writer = stream.getWriter();
  let last = Promise.resolve();
  let passed = 0;
  const say = (message: FromStream) => port.postMessage(message);
  const take = async (data: Exclude<ToStream, { type: "abort" }>) => {
    if (data.type === "close") {
      await writer.close();
      say({ type: "closed" });
      return;
    }

    await writer.write(data.bytes);
    if (++passed % takenTogether === 0) {
      say({ type: "passed" });
    }
  };
  port.onmessage = ({ data }: MessageEvent<ToStream>) => {
    if (data.type === "abort") {
      writer.abort().catch(() => {}); // Whoever takes the bytes may have ended it already.
      port.close();
      return;
    }

    last = last.then(() => take(data));
    last.catch((error: unknown) => say({ type: "broken", error: describe(error) }));
  };
}

/**
 * In the worker: a stream whose pieces come from the other end of the port. One that is transferred takes longer for each
 * piece, and not every browser can.
 */
export function readableOver(port: MessagePort): ReadableStream<Uint8Array> {
  const pieces = new Queue<OfSource>();
  let taken = 0;
  const say = (message: ToSource) => port.postMessage(message);
  port.onmessage = ({ data }: MessageEvent<OfSource>) => pieces.push(data);
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const piece = await pieces.take();
        if (piece?.type === "piece") {
          controller.enqueue(piece.bytes);
          if (++taken % takenTogether === 0) {
            say("taken");
          }

          return;
        }

        port.close();
        piece?.type === "broken" ? controller.error(piece.error) : controller.close();
      },
      cancel() {
        say("cancel");
        port.close();
      },
    },
    { highWaterMark: 0 },
  );
}

/**
 * In the page: reads a stream for the worker, a few pieces ahead. Pieces are copied: they are still their writer's.
 * @throws TypeError when somebody else reads the stream.
 */
export function readFor(port: MessagePort, stream: ReadableStream<Uint8Array>): void {
  const reader = stream.getReader();
  const news = new Pulse();
  let underWay = 0;
  const say = (message: OfSource) => port.postMessage(message);
  const run = async () => {
    for (;;) {
      for (let next = news.next; underWay >= mostUnderWay; next = news.next) {
        await next;
      }

      const { done, value } = await reader.read();
      if (done) {
        say({ type: "end" });
        return;
      }

      underWay++;
      say({ type: "piece", bytes: isWhole(value) ? value : value.slice() }); // With a part of a buffer all of it would go.
    }
  };
  port.onmessage = ({ data }: MessageEvent<ToSource>) => {
    if (data === "cancel") {
      reader.cancel().catch(() => {}); // It has failed by itself.
      port.close();
      return;
    }

    underWay -= takenTogether;
    news.beat();
  };
  run().catch((error: unknown) => say({ type: "broken", error: describe(error) }));
}

function isWhole(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength;
}

/** As much of an error as can cross to a worker. */
function describe(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : String(error));
}
