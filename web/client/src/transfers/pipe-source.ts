import { orAborted } from "../connection/waiting.js";
import { ShareError } from "../share-error.js";
import type { SourceRead, TransferSource } from "./transfer-source.js";

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
  #unread = { index: 0, position: 0 }; // Of the chunk that was not read yet.

  constructor(stream: ReadableStream<Uint8Array>) {
    this.#reader = stream.getReader();
  }

  async read(index: number, position: number, length: number, signal: AbortSignal, sent: Promise<unknown>): Promise<SourceRead> {
    const known = this.#kept.find((chunk) => chunk.index === index);
    if (known !== undefined) {
      return known;
    }

    const parts: Uint8Array[] = [];
    let count = 0;
    while (count < length && !this.#hasEnded && (await (count === 0 ? this.#hasAny(signal) : this.#hasMore(sent)))) {
      const part = this.#left.subarray(0, length - count);
      parts.push(part);
      this.#left = this.#left.subarray(part.length);
      count += part.length;
    }

    const chunk = { index, position, bytes: joined(parts, count), isEnd: this.#hasEnded, failed: [] };
    this.#kept.push(chunk);
    this.#unread = { index: index + 1, position: position + count };
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
    return known?.position ?? (index === this.#unread.index ? this.#unread.position : undefined);
  }

  /** Waits for bytes; false at the end. */
  async #hasAny(signal: AbortSignal): Promise<boolean> {
    return this.#left.length > 0 || this.#take(await orAborted(this.#next(), signal));
  }

  /**
   * Whether there are more bytes to take now. Waits for them only as long as what was read before is not sent: they could not
   * travel earlier, and a few bytes are never held back. No signal ends it: bytes at hand are gone from the stream and must
   * become a chunk.
   */
  async #hasMore(sent: Promise<unknown>): Promise<boolean> {
    if (this.#left.length > 0) {
      return true;
    }

    const result = await Promise.race([this.#next(), sent.then(() => undefined)]);
    return result !== undefined && this.#take(result);
  }

  #next(): Promise<ReadableStreamReadResult<Uint8Array>> {
    this.#pending ??= this.#readNext();
    return this.#pending;
  }

  #take({ done, value }: ReadableStreamReadResult<Uint8Array>): boolean {
    this.#pending = undefined;
    this.#left = new Uint8Array(value ?? []); // Whoever wrote it may use its memory again.
    this.#hasEnded = done;
    return !done;
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

function joined(parts: readonly Uint8Array[], count: number): Uint8Array {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) {
    return only;
  }

  const bytes = new Uint8Array(count);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }

  return bytes;
}
