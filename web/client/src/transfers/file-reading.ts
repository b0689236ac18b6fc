/** Reads a file from a place to its end as a stream. One call at a time. */
export class FileReading {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  #left: Uint8Array = new Uint8Array();
  #offset: number;

  /** @param offset Where it begins, in bytes. */
  constructor(file: Blob, offset: number) {
    this.#offset = offset;
    this.#reader = file.slice(offset, file.size).stream().getReader();
  }

  /** Where the next bytes come from. */
  get offset(): number {
    return this.#offset;
  }

  /**
   * Reads the next bytes.
   * @returns How many; fewer than there is room for only at the end of the file.
   * @throws DOMException of the browser when it cannot.
   */
  async read(destination: Uint8Array): Promise<number> {
    let count = 0;
    while (count < destination.length && (await this.#hasMore())) {
      const part = this.#left.subarray(0, destination.length - count);
      destination.set(part, count);
      this.#left = this.#left.subarray(part.length);
      count += part.length;
    }

    this.#offset += count;
    return count;
  }

  /** Ends it, wherever it is. */
  cancel(): void {
    this.#reader.cancel().catch(() => {}); // Of no interest any more.
  }

  async #hasMore(): Promise<boolean> {
    while (this.#left.length === 0) {
      const { done, value } = await this.#reader.read();
      if (done) {
        return false;
      }

      this.#left = value;
    }

    return true;
  }
}
