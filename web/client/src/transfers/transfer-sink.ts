import type { Manifest } from "../transfer/manifest.js";
import type { TransferSummary } from "../transfer-progress.js";

/** What a sink yields when everything is in place. */
export type Stored = Pick<TransferSummary, "saved" | "text" | "received">;

/** Where the bytes of a transfer's stream go, on the receiver's side. One call at a time. */
export interface TransferSink {
  /**
   * Stores the next bytes of the stream.
   * @param bytes The sink's from now on.
   * @throws ShareError when they cannot be stored.
   */
  write(bytes: Uint8Array): Promise<void>;

  /**
   * The transfer goes on in another channel, perhaps with other files in it.
   * @returns The chunk from which on bytes are wanted: they are written from its beginning. Undefined for the one behind the last.
   * @throws ShareError when it cannot go on with these items.
   */
  continueWith(again: Manifest, chunkBytes: number): Promise<number | undefined>;

  /** The bytes up to this position belong to failed files and will not come. */
  skipTo(position: number): void;

  /** A file will not be delivered: what is there of it is worthless. */
  fail(item: number): void;

  /** Everything has come: stores it for good and puts it in place. */
  complete(): Promise<Stored>;

  /** It has ended. Unless it is complete, what was stored is kept for another try where it can be, or removed. */
  close(isKept: boolean): Promise<void>;
}
