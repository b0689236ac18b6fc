import type { ShareFile } from "../share-content.js";
import type { Manifest } from "../transfer/manifest.js";
import { reasons } from "../transfer/reasons.js";
import { FileReading } from "./file-reading.js";
import type { SourceRead, TransferSource } from "./transfer-source.js";

// A file up to this size is read whole, ahead of its turn: a browser takes longer to begin with a file than to read so much.
const smallFileBytes = 512 * 1024;
const mostAheadBytes = 4 * 1024 * 1024;
const mostAheadFiles = 32;

/**
 * Reads files one after the other as one stream. A file that is not what was offered is reported before its last byte
 * leaves, and its place in the stream is filled with zeros: a browser refuses to read one that changed.
 */
export class FilesSource implements TransferSource {
  readonly #manifest: Manifest;
  readonly #files: readonly (ShareFile | undefined)[];
  readonly #chunkBytes: number;
  readonly #ahead = new Map<number, Promise<Uint8Array>>();
  #aheadBytes = 0;
  readonly #chunk: Uint8Array;
  #reading: { readonly item: number; readonly file: FileReading } | undefined;

  /** @param files The file of each item of the manifest; undefined for a folder. */
  constructor(manifest: Manifest, files: readonly (ShareFile | undefined)[], chunkBytes: number) {
    this.#manifest = manifest;
    this.#files = files;
    this.#chunkBytes = chunkBytes;
    this.#chunk = new Uint8Array(chunkBytes);
  }

  async read(_index: number, position: number, length: number): Promise<SourceRead> {
    const manifest = this.#manifest;
    const failed: { item: number; reason: string }[] = [];
    for (let item = manifest.itemAt(position), count = 0; count < length; item++) {
      const part = Math.min(length - count, manifest.endOf(item) - (position + count));
      if (part > 0 && !manifest.failed.has(item)) {
        const reason = await this.#readItem(item, position + count - manifest.startOf(item), this.#chunk.subarray(count, count + part));
        if (reason !== undefined) {
          manifest.fail(item);
          failed.push({ item, reason });
        }
      }

      if (manifest.failed.has(item)) {
        this.#chunk.fill(0, count, count + part);
      }

      count += part;
    }

    return { bytes: this.#chunk.subarray(0, length), isEnd: false, failed };
  }

  confirm(): void {
    // Files can be read again.
  }

  close(): void {
    this.#reading?.file.cancel();
    this.#reading = undefined;
    this.#ahead.clear();
  }

  positionOf(index: number): number {
    return Math.min(index * this.#chunkBytes, this.#manifest.totalBytes);
  }

  /** Reads a part of one file; returns why it cannot be delivered, or undefined. */
  async #readItem(item: number, offset: number, destination: Uint8Array): Promise<string | undefined> {
    const file = this.#files[item]?.file;
    if (file === undefined) {
      return reasons.missing;
    }

    this.#readAhead(item);
    try {
      const count = await (file.size <= smallFileBytes
        ? this.#takeSmall(item, file, offset, destination)
        : this.#stream(item, file, offset, destination));
      return count === destination.length ? undefined : reasons.changed; // It has become shorter.
    } catch (error) {
      this.#reading = undefined;
      return error instanceof DOMException && error.name === "NotFoundError" ? reasons.missing : reasons.unreadable;
    }
  }

  #stream(item: number, file: Blob, offset: number, destination: Uint8Array): Promise<number> {
    if (this.#reading?.item !== item || this.#reading.file.offset !== offset) {
      this.#reading?.file.cancel();
      this.#reading = { item, file: new FileReading(file, offset) };
    }

    return this.#reading.file.read(destination);
  }

  async #takeSmall(item: number, file: Blob, offset: number, destination: Uint8Array): Promise<number> {
    const bytes = await (this.#ahead.get(item) ?? this.#load(item, file));
    const part = bytes.subarray(offset, offset + destination.length);
    destination.set(part);
    return part.length;
  }

  /** Begins to read the small files behind one, and forgets those before it. */
  #readAhead(present: number): void {
    for (const item of [...this.#ahead.keys()].filter((known) => known < present)) {
      this.#ahead.delete(item);
      this.#aheadBytes -= this.#files[item]?.file.size ?? 0;
    }

    for (let item = present + 1; item < this.#files.length && this.#ahead.size < mostAheadFiles; item++) {
      const file = this.#files[item]?.file;
      const size = file?.size ?? 0;
      if (size > smallFileBytes || this.#aheadBytes + size > mostAheadBytes) {
        return; // A large one is a stream of its own, and what follows it is far away.
      }

      if (file !== undefined && size > 0 && !this.#ahead.has(item)) {
        this.#load(item, file);
      }
    }
  }

  #load(item: number, file: Blob): Promise<Uint8Array> {
    const bytes = file
      .slice(0, file.size)
      .arrayBuffer()
      .then((whole) => new Uint8Array(whole));
    bytes.catch(() => {}); // Told when it is wanted.
    this.#ahead.set(item, bytes);
    this.#aheadBytes += file.size;
    return bytes;
  }
}
