import type { IncomingOffer } from "./incoming-offer.js";
import type { ShareContent } from "./share-content.js";
import type { ShareStatus } from "./share-status.js";
import type { Transfer } from "./transfer-progress.js";

/** How to reach the other side. */
export interface ShareOptions {
  /** Base address of the relay, http or https. */
  readonly relay: string;

  /** Base address of the page that links point to. Default: the relay's own page. */
  readonly page?: string;

  /** How many words a new code has, 2 to 16. Default: 2. */
  readonly words?: number;

  /** A code of one's own choice (`room-secret`) instead of a new one. */
  readonly chosenCode?: string;

  /** Name and version of the calling program, told to the other side. Default: this library's. */
  readonly clientName?: string;

  /** Keep unfinished transfers of files in this browser, so that they go on after a reload. Default: false. */
  readonly keepsTransfers?: boolean;

  /** Ends the try to enter the room; for a session that is there, call `close` or `leave`. */
  readonly signal?: AbortSignal;
}

/**
 * A meeting of two people under one code: either may send, as often as they like, until one leaves.
 */
export interface ShareSession {
  /** The code to tell the other person: a secret between the two of you. */
  readonly code: string;

  /** The code as a link to a page. As secret as the code. */
  readonly link: string;

  /** Base address of the relay in use. */
  readonly relay: string;

  /** What happens to the connections, from the first event on; ends with the session, with its `ShareError` if it has one. */
  status(): AsyncIterable<ShareStatus>;

  /**
   * Waits until the other side has proven that it knows the code.
   * @returns Four words that are the same on both sides exactly when nobody sits between them.
   * @throws ShareError when the session ended before: wrong code, too many guesses, the other side left.
   */
  waitForPeer(options?: { readonly signal?: AbortSignal }): Promise<string>;

  /** Offers something and sends it when the other side accepts. The signal stops the transfer; the other side is told. */
  send(content: ShareContent, options?: { readonly signal?: AbortSignal }): Transfer;

  /**
   * Waits for the next offer of the other side; undefined when it said that no more will come.
   * @throws ShareError when the session ended, or what was offered is not safe.
   */
  receiveOffer(options?: { readonly signal?: AbortSignal }): Promise<IncomingOffer | undefined>;

  /** What a resumed session goes on with; undefined for any other. */
  readonly resumes: "sending" | "receiving" | undefined;

  /** Goes on with the transfer of a resumed session; undefined for any other, and the second time. The signal ends it for good, as it does with one that was not resumed. */
  takeResumed(options?: { readonly signal?: AbortSignal }): { readonly isSending: boolean; readonly transfer: Transfer } | undefined;

  /** Says that no more will come, makes sure that the other side has heard everything, and leaves. Bounded by 5 s when it is there. */
  close(): Promise<void>;

  /** Leaves at once; what is under way ends with `peerLeft` on the other side. */
  leave(): Promise<void>;
}

/** A transfer of files that was interrupted and can go on. */
export interface UnfinishedTransfer {
  readonly id: string;
  readonly isSending: boolean;
  readonly relay: string;

  /** Names at the top level; show them as text. */
  readonly names: readonly string[];
  readonly files: number;
  readonly bytes: number;

  /** Bytes that are safe. */
  readonly safeBytes: number;
  readonly startedAt: Date;
  readonly expiresAt: Date;

  /** Whether another page works on it now. */
  readonly isRunning: boolean;

  /** For a sender whose browser cannot keep a hold of files: the person chooses them again before it goes on. */
  readonly needsFiles: boolean;
}
