import { Queue } from "../connection/waiting.js";

// Pieces that the page may have and not have passed on yet: enough to keep it busy, and a bound for its memory.
const mostUnderWay = 4;

/** What the worker says over the port of a stream. */
type ToStream = { readonly type: "piece"; readonly bytes: Uint8Array } | { readonly type: "close" } | { readonly type: "abort" };

/** What the page answers: a piece was passed on, the stream is closed, or it broke. */
type FromStream = { readonly type: "passed" | "closed" } | { readonly type: "broken"; readonly error: unknown };

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

    underWay--;
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
  const say = (message: FromStream) => port.postMessage(message);
  let last = Promise.resolve();
  port.onmessage = ({ data }: MessageEvent<ToStream>) => {
    if (data.type === "abort") {
      writer.abort().catch(() => {}); // Whoever takes the bytes may have ended it already.
      port.close();
      return;
    }

    last = last
      .then(() => (data.type === "piece" ? writer.write(data.bytes) : writer.close()))
      .then(() => say({ type: data.type === "piece" ? "passed" : "closed" }));
    last.catch((error: unknown) => say({ type: "broken", error: describe(error) }));
  };
}

function isWhole(bytes: Uint8Array): bytes is Uint8Array<ArrayBuffer> {
  return bytes.buffer instanceof ArrayBuffer && bytes.length === bytes.buffer.byteLength;
}

/** As much of an error as can cross to a worker. */
function describe(error: unknown): Error {
  return new Error(error instanceof Error ? error.message : String(error));
}
