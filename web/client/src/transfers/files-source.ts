import type { ShareFile } from "../share-content.js";
import type { Manifest } from "../transfer/manifest.js";
import { reasons } from "../transfer/reasons.js";
import type { SourceRead, TransferSource } from "./transfer-source.js";

// A browser reads a large piece much faster than many small ones.
const pieceBytes = 4 * 1024 * 1024;

interface Piece {
  readonly item: number;
  readonly offset: number;
  readonly bytes: Promise<Uint8Array>;
}

/**
 * Reads files one after the other as one stream, the next piece ahead. A file that is not what was offered is reported
 * before its last byte leaves, and its place in the stream is filled with zeros: a browser refuses to read one that changed.
 */
export class FilesSource implements TransferSource {
  readonly #manifest: Manifest;
  readonly #files: readonly (ShareFile | undefined)[];
  readonly #chunkBytes: number;
  #piece: Piece | undefined;
  #ahead: Piece | undefined;

  /** @param files The file of each item of the manifest; undefined for a folder. */
  constructor(manifest: Manifest, files: readonly (ShareFile | undefined)[], chunkBytes: number) {
    this.#manifest = manifest;
    this.#files = files;
    this.#chunkBytes = chunkBytes;
  }

  async read(_index: number, position: number, length: number): Promise<SourceRead> {
    const view = await this.#tryView(position, length);
    return view === undefined ? this.#collect(position, length) : { bytes: view, isEnd: false, failed: [] };
  }

  /** A chunk that lies within one piece needs no copy. */
  async #tryView(position: number, length: number): Promise<Uint8Array | undefined> {
    const manifest = this.#manifest;
    const item = manifest.itemAt(position);
    if (length === 0 || manifest.failed.has(item) || position + length > manifest.endOf(item)) {
      return undefined;
    }

    const offset = position - manifest.startOf(item);
    const piece = this.#pieceAt(item, offset);
    const bytes = await piece.bytes.catch(() => undefined); // Read once more, and reported.
    const view = bytes?.subarray(offset - piece.offset, offset - piece.offset + length);
    return view?.length === length ? view : undefined;
  }

  /** A chunk from the end of one file and the beginnings of others. */
  async #collect(position: number, length: number): Promise<SourceRead> {
    const manifest = this.#manifest;
    const failed: { item: number; reason: string }[] = [];
    const bytes = new Uint8Array(length);
    let count = 0;
    for (let item = manifest.itemAt(position); count < length; item++) {
      const part = Math.min(length - count, manifest.endOf(item) - (position + count));
      if (part > 0 && !manifest.failed.has(item)) {
        const reason = await this.#readItem(item, position + count - manifest.startOf(item), bytes.subarray(count, count + part));
        if (reason !== undefined) {
          manifest.fail(item);
          failed.push({ item, reason });
          bytes.fill(0, count, count + part);
        }
      }

      count += part;
    }

    return { bytes, isEnd: false, failed };
  }

  confirm(): void {
    // Files can be read again.
  }

  positionOf(index: number): number {
    return Math.min(index * this.#chunkBytes, this.#manifest.totalBytes);
  }

  /** Reads a part of one file; returns why it cannot be delivered, or undefined. */
  async #readItem(item: number, offset: number, destination: Uint8Array): Promise<string | undefined> {
    try {
      for (let count = 0; count < destination.length; ) {
        const piece = this.#pieceAt(item, offset + count);
        const bytes = await piece.bytes;
        const part = bytes.subarray(offset + count - piece.offset).subarray(0, destination.length - count);
        if (part.length === 0) {
          return reasons.changed; // It has become shorter.
        }

        destination.set(part, count);
        count += part.length;
      }

      return undefined;
    } catch (error) {
      this.#piece = undefined;
      this.#ahead = undefined;
      return error instanceof DOMException && error.name === "NotFoundError" ? reasons.missing : reasons.unreadable;
    }
  }

  #pieceAt(item: number, offset: number): Piece {
    const holds = (piece: Piece | undefined) => piece?.item === item && offset >= piece.offset && offset < piece.offset + pieceBytes;
    if (holds(this.#ahead)) {
      this.#piece = this.#ahead;
      this.#ahead = undefined;
    }

    const piece = this.#piece !== undefined && holds(this.#piece) ? this.#piece : this.#load(item, offset);
    this.#piece = piece;
    this.#ahead ??= this.#after(piece);
    return piece;
  }

  /** What follows a piece: of the same file, or the beginning of the next one. */
  #after({ item, offset }: Piece): Piece | undefined {
    const size = this.#files[item]?.file.size ?? 0;
    if (offset + pieceBytes < size) {
      return this.#load(item, offset + pieceBytes);
    }

    for (let next = item + 1; next < this.#files.length; next++) {
      if ((this.#files[next]?.file.size ?? 0) > 0 && !this.#manifest.failed.has(next)) {
        return this.#load(next, 0);
      }
    }

    return undefined;
  }

  #load(item: number, offset: number): Piece {
    const file = this.#files[item]?.file;
    const bytes = file === undefined ? Promise.reject(new TypeError("A folder has no bytes.")) : readSlice(file, offset);
    bytes.catch(() => {}); // Told when it is wanted.
    return { item, offset, bytes };
  }
}

async function readSlice(file: Blob, offset: number): Promise<Uint8Array> {
  return new Uint8Array(await file.slice(offset, offset + pieceBytes).arrayBuffer());
}
