import type { SourceRead, TransferSource } from "./transfer-source.js";

/** A text's bytes. */
export class MemorySource implements TransferSource {
  readonly #bytes: Uint8Array;
  readonly #chunkBytes: number;

  constructor(bytes: Uint8Array, chunkBytes: number) {
    this.#bytes = bytes;
    this.#chunkBytes = chunkBytes;
  }

  read(_index: number, position: number, length: number): Promise<SourceRead> {
    return Promise.resolve({ bytes: this.#bytes.subarray(position, position + length), isEnd: false, failed: [] });
  }

  confirm(): void {
    // It can be read again.
  }

  close(): void {
    // It holds nothing of others.
  }

  positionOf(index: number): number {
    return Math.min(index * this.#chunkBytes, this.#bytes.length);
  }
}
