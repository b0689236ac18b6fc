import { chunkOf, findHeld } from "../transfer/held-items.js";
import type { Manifest } from "../transfer/manifest.js";
import type { Stored, TransferSink } from "../transfers/transfer-sink.js";
import type { StagedBytes } from "./staged-bytes.js";

// How much may have to come again after a crash, and how long it takes to be safe.
const checkpointBytes = 32 * 1024 * 1024;
const checkpointMilliseconds = 1000;

/** Where each item's bytes lie among the staged ones. */
export type Extents = readonly number[];

/** What a sink keeps for another page, told only when it is surely on the disk. */
export interface StagedJournal {
  /** Bytes of the stream that are stored. */
  onStored(stored: number): void;

  /** The list of items is another one now. */
  onReplaced(manifest: Manifest, extents: Extents, stored: number): void;

  /** A file will not come. */
  onFailed(item: number): void;
}

/** The files that have arrived, whole, and where they lie. */
export interface StagedFile {
  readonly item: number;
  readonly path: string;
  readonly blob: Blob;
}

/** What becomes of the files when all have come. */
export interface Placement {
  /** Whether they are read where they are staged for as long as the page lives; else they are copied, and not needed there any more. */
  readonly readsInPlace: boolean;

  /** Puts them in place. */
  place(files: readonly StagedFile[], manifest: Manifest): Promise<Stored>;
}

/** Stages the whole stream in one place, from where the files are taken when all have come. */
export class StagedSink implements TransferSink {
  readonly #bytes: StagedBytes;
  readonly #placement: Placement;
  readonly #journal: StagedJournal | undefined;
  #manifest: Manifest;
  #extents: number[];
  #position: number;
  #isComplete = false;
  #safe: number;
  #safeAt: number = performance.now();

  /**
   * @param extents Undefined for a transfer that begins.
   * @param stored Bytes of the stream that are there.
   */
  constructor(manifest: Manifest, bytes: StagedBytes, placement: Placement, journal?: StagedJournal, extents?: Extents, stored = 0) {
    this.#manifest = manifest;
    this.#bytes = bytes;
    this.#placement = placement;
    this.#journal = journal;
    this.#extents = [...(extents ?? inOrder(manifest))];
    this.#position = stored;
    this.#safe = stored;
  }

  async write(bytes: Uint8Array): Promise<void> {
    for (let done = 0; done < bytes.length; ) {
      const { offset, length } = this.#runAt(this.#position, bytes.length - done);
      await this.#bytes.write(offset, bytes.subarray(done, done + length));
      this.#position += length;
      done += length;
    }

    const isDue = this.#position - this.#safe >= checkpointBytes || performance.now() - this.#safeAt >= checkpointMilliseconds;
    if (isDue && this.#journal !== undefined) {
      await this.#checkpoint();
    }
  }

  async continueWith(again: Manifest, chunkBytes: number): Promise<number> {
    const before = this.#manifest;
    const held = findHeld(before, this.#position, again);
    const places = new Map(before.items.map((item, place) => [item.path, place]));
    let end = Math.max(0, ...before.items.map((item, place) => (this.#extents[place] ?? 0) + item.size));
    this.#extents = again.items.map((item) => {
      const place = places.get(item.path);
      const former = place === undefined ? undefined : before.items[place];
      if (place !== undefined && former?.size === item.size && former.modified === item.modified) {
        return this.#extents[place] ?? 0;
      }

      end += item.size;
      return end - item.size;
    });
    this.#manifest = again;
    const index = chunkOf(held, again.totalBytes, chunkBytes);
    this.#position = Math.min(index * chunkBytes, again.totalBytes);
    this.#safe = this.#position;
    this.#journal?.onReplaced(again, this.#extents, this.#position);
    return index;
  }

  skipTo(position: number): void {
    this.#position = position;
  }

  fail(item: number): void {
    this.#journal?.onFailed(item);
  }

  async complete(): Promise<Stored> {
    const manifest = this.#manifest;
    const whole = await this.#bytes.finish();
    this.#journal?.onStored(this.#position);
    const files = manifest.items.flatMap((item, place): StagedFile[] => {
      const offset = this.#extents[place] ?? 0;
      const isWanted = item.kind === "file" && !manifest.failed.has(place);
      return isWanted ? [{ item: place, path: item.path, blob: whole.slice(offset, offset + item.size) }] : [];
    });
    const stored = await this.#placement.place(files, manifest);
    this.#isComplete = true;
    return stored;
  }

  async close(isKept: boolean): Promise<void> {
    if (this.#isComplete ? this.#placement.readsInPlace : isKept && this.#bytes.isDurable) {
      await this.#bytes.close();
    } else {
      await this.#bytes.remove();
    }
  }

  async #checkpoint(): Promise<void> {
    await this.#bytes.flush();
    this.#safe = this.#position;
    this.#safeAt = performance.now();
    this.#journal?.onStored(this.#safe);
  }

  /** Where a position of the stream lies, and how many bytes from there on lie behind one another. */
  #runAt(position: number, most: number): { offset: number; length: number } {
    const manifest = this.#manifest;
    let item = manifest.itemAt(position);
    const offset = (this.#extents[item] ?? 0) + position - manifest.startOf(item);
    let length = Math.min(most, manifest.endOf(item) - position);
    while (length < most && item + 1 < manifest.items.length && this.#extents[item + 1] === offset + length) {
      item++;
      length = Math.min(most, length + (manifest.items[item]?.size ?? 0));
    }

    return { offset, length };
  }
}

function inOrder(manifest: Manifest): number[] {
  return manifest.items.map((_, place) => manifest.startOf(place));
}
