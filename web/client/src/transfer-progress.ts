/** How far a transfer is. All counts are of what the receiver has stored. */
export interface TransferProgress {
  /** Bytes that the receiver has stored: the figure to show. */
  readonly confirmedBytes: number;

  /** Bytes in all; undefined when not known. */
  readonly totalBytes: number | undefined;

  /** Files that are stored whole. */
  readonly confirmedItems: number;

  /** Files in all. */
  readonly totalItems: number;

  /** The item that is under way: its place in the manifest, counted from 0; undefined when there is none. */
  readonly currentItem: number | undefined;

  /** Stored bytes of that item. */
  readonly currentBytes: number;
}

/** A file that could not be delivered. */
export interface FailedItem {
  /** Its path; show it as text. */
  readonly path: string;

  /** Why: `changed`, `unreadable`, `missing`, or another word of the other side. */
  readonly reason: string;
}

/** A file that has arrived and waits to be saved by the person. */
export interface ReceivedFile {
  /** Its path, or the name of the ZIP; show it as text. */
  readonly path: string;
  readonly blob: Blob;
}

/** How a transfer ended well. Everything that is not in `failed` is verified and in place on the receiver's side. */
export interface TransferSummary {
  readonly bytes: number;

  /** Files that arrived. */
  readonly files: number;

  readonly elapsedMilliseconds: number;

  readonly failed: readonly FailedItem[];

  /** For a receiver: what appeared, one name for each top-level item. Empty for a sender. */
  readonly saved: readonly string[];

  /** For a receiver of text. */
  readonly text?: string;

  /**
   * For a receiver into `download`: the files, whole and checked, to hand to the person. They lie in the browser's private
   * storage until the session ends or the page is gone; a blob of it is read from the disk, not held in memory.
   */
  readonly received?: readonly ReceivedFile[];
}

/** A transfer under way: its progress, at most one step every 100 ms and always the last one, and its ending. */
export interface Transfer extends AsyncIterable<TransferProgress> {
  /** Fulfilled when the receiver has everything verified, stored and in place; rejected with a `ShareError` or the signal's reason. */
  readonly summary: Promise<TransferSummary>;
}
