/** A buffer that was lent, and how many bytes were put into it. */
export interface Filled {
  /** The same memory; the buffer that was passed is not usable any more. */
  readonly buffer: ArrayBuffer;

  /** Less than was asked for only at the end of the file. */
  readonly count: number;
}

/** Reads a file from a place to its end as a stream, into the caller's memory where the browser can. One call at a time. */
export class FileReading {
  readonly #reader: StreamReading;
  #offset: number;

  /** @param offset Where it begins, in bytes. */
  constructor(file: Blob, offset: number) {
    this.#offset = offset;
    this.#reader = readerOf(file.slice(offset, file.size).stream());
  }

  /** Where the next bytes come from. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * Reads the next bytes.
   * @param buffer Lent; lost when this throws.
   * @param begin Where in it they go.
   * @throws DOMException of the browser when it cannot.
   */
  async read(buffer: ArrayBuffer, begin: number, length: number): Promise<Filled> {
    let lent = buffer;
    let count = 0;
    while (count < length) {
      const part = await this.#reader.read(lent, begin + count, length - count);
      lent = part.buffer;
      count += part.count;
      this.#offset += part.count;
      if (part.count === 0) {
        break;
      }
    }

    return { buffer: lent, count };
  }

  /** Ends it, wherever it is. */
  cancel(): void {
    this.#reader.cancel();
  }
}

/** Reads some of a stream; nothing at its end. */
interface StreamReading {
  read(buffer: ArrayBuffer, begin: number, length: number): Promise<Filled>;
  cancel(): void;
}

function readerOf(stream: ReadableStream<Uint8Array>): StreamReading {
  try {
    return new LendingReader(stream.getReader({ mode: "byob" }));
  } catch {
    return new CopyingReader(stream.getReader()); // An engine whose files are no byte streams.
  }
}

/** The browser puts the bytes where they are wanted. */
class LendingReader implements StreamReading {
  readonly #reader: ReadableStreamBYOBReader;

  constructor(reader: ReadableStreamBYOBReader) {
    this.#reader = reader;
  }

  async read(buffer: ArrayBuffer, begin: number, length: number): Promise<Filled> {
    const { value } = await this.#reader.read(new Uint8Array(buffer, begin, length));
    return { buffer: value?.buffer ?? new ArrayBuffer(buffer.byteLength), count: value?.length ?? 0 };
  }

  cancel(): void {
    this.#reader.cancel().catch(() => {}); // Of no interest any more.
  }
}

/** The browser brings the bytes in pieces of its own. */
class CopyingReader implements StreamReading {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #left: Uint8Array = new Uint8Array();

  constructor(reader: ReadableStreamDefaultReader<Uint8Array>) {
    this.#reader = reader;
  }

  async read(buffer: ArrayBuffer, begin: number, length: number): Promise<Filled> {
    while (this.#left.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) {
        return { buffer, count: 0 };
      }

      this.#left = value;
    }

    const part = this.#left.subarray(0, length);
    new Uint8Array(buffer, begin).set(part);
    this.#left = this.#left.subarray(part.length);
    return { buffer, count: part.length };
  }

  cancel(): void {
    this.#reader.cancel().catch(() => {}); // Of no interest any more.
  }
}
