import type { ReceiveTarget } from "./receive-target.js";
import type { Transfer } from "./transfer-progress.js";

/** One file or empty folder of an offer. Its path has passed every check; show it as text. */
export interface OfferItem {
  readonly path: string;
  readonly isFolder: boolean;
  readonly bytes: number;
  readonly isExecutable: boolean;

  /** Whether a part of its path begins with a dot. */
  readonly isHidden: boolean;
}

/** Something that the other side wants to send. Nothing is written before it is accepted. */
export interface IncomingOffer {
  readonly kind: "files" | "text" | "stream";

  /** Bytes in all; undefined when the sender does not know. */
  readonly totalBytes: number | undefined;

  /** In the sender's order; empty for texts and streams. */
  readonly items: readonly OfferItem[];

  /** A name that the sender suggests for a stream; empty when there is none. */
  readonly suggestedName: string;

  /** Aborted, with the reason, when the other side takes it back. While it is not answered nothing else tells. */
  readonly cancelled: AbortSignal;

  /**
   * Accepts, and receives to the end.
   * @throws TypeError when it was answered before.
   */
  accept(target: ReceiveTarget, options?: { readonly signal?: AbortSignal }): Transfer;

  /** Says no; the other side is told. */
  decline(): Promise<void>;
}
