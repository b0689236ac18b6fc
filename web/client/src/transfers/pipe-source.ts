import { delay, orAborted } from "../connection/waiting.js";
import { ShareError } from "../share-error.js";
import type { SourceRead, TransferSource } from "./transfer-source.js";

// How long bytes that are here may wait for more, so that few of them still travel soon.
const patienceMilliseconds = 10;

interface KeptChunk extends SourceRead {
  readonly index: number;
  readonly position: number;
}

/**
 * Reads a stream that can be read only once. What the receiver has not confirmed is kept, so that a lost connection costs
 * nothing; the window bounds how much that is.
 */
export class PipeSource implements TransferSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #kept: KeptChunk[] = [];
  #pending: Promise<ReadableStreamReadResult<Uint8Array>> | undefined;
  #left = new Uint8Array();
  #hasEnded = false;
  #next = { index: 0, position: 0 }; // Of the chunk that was not read yet.

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  async read(index: number, position: number, length: number, signal: AbortSignal): Promise<SourceRead> {
    const known = this.#kept.find((chunk) => chunk.index === index);
    if (known !== undefined) {
      return known;
    }

    const bytes = new Uint8Array(length);
    let count = 0;
    while (count < length && !this.#hasEnded && (await this.#hasMore(count === 0, signal))) {
      const part = this.#left.subarray(0, length - count);
      bytes.set(part, count);
      this.#left = this.#left.subarray(part.length);
      count += part.length;
    }

    const chunk = { index, position, bytes: bytes.slice(0, count), isEnd: this.#hasEnded, failed: [] };
    this.#kept.push(chunk);
    this.#next = { index: index + 1, position: position + count };
    return chunk;
  }

  confirm(written: number): void {
    for (
      let oldest = this.#kept[0];
      oldest !== undefined && oldest.position + oldest.bytes.length <= written && !oldest.isEnd;
      oldest = this.#kept[0]
    ) {
      this.#kept.shift();
    }
  }

  /** Whoever writes to the stream hears that nobody reads it any more. */
  close(): void {
    this.#reader.cancel().catch(() => {}); // It has failed by itself.
  }

  positionOf(index: number): number | undefined {
    const known = this.#kept.find((chunk) => chunk.index === index);
    return known?.position ?? (index === this.#next.index ? this.#next.position : undefined);
  }

  /** Whether there are bytes to take now; waits for the first ones, and only a moment for more. */
  async #hasMore(isFirst: boolean, signal: AbortSignal): Promise<boolean> {
    if (this.#left.length > 0) {
      return true;
    }

    this.#pending ??= this.#readNext();
    // With bytes at hand the signal does not matter: they are gone from the stream and must become a chunk.
    const result = isFirst ? await orAborted(this.#pending, signal) : await Promise.race([this.#pending, delay(patienceMilliseconds)]);
    if (result === undefined) {
      return false;
    }

    this.#pending = undefined;
    this.#left = new Uint8Array(result.value ?? []);
    this.#hasEnded = result.done;
    return !result.done;
  }

  async #readNext(): Promise<ReadableStreamReadResult<Uint8Array>> {
    try {
      const result = await this.#reader.read();
      if (!result.done && !(result.value instanceof Uint8Array)) {
        throw new TypeError("stream: its pieces must be of type Uint8Array.");
      }

      return result;
    } catch (error) {
      throw new ShareError("sourceUnreadable", "What is sent cannot be read to its end.", "", error);
    }
  }
}
