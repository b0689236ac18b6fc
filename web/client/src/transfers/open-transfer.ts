import type { ShareError } from "../share-error.js";
import type { TransferMessage } from "../transfer/channel-message.js";

/** A transfer that is open on a channel, told by the reader what arrives for it. */
export interface OpenTransfer {
  /** Takes a message about this transfer. */
  take(message: TransferMessage): void;

  /** What is in flight may be lost. */
  loseSync(): void;

  /** Both sides know what arrived. */
  backInSync(): void;

  /** The session is over. */
  fail(reason: ShareError): void;
}
