import type { ShareError } from "../share-error.js";
import type { ShareStatus } from "../share-status.js";
import type { TransferMessage } from "../transfer/channel-message.js";

/** What a meeting tells its owner: one call at a time. */
export interface MeetingEvents {
  report(status: ShareStatus): void;

  /** The other side has proven the secret; the channel is open. */
  onVerified(verificationPhrase: string): void;

  /** The channel is over: nothing more of it is sent or taken. `onMetAgain` follows when there is another. */
  onChannelOver(): void;

  /** The other side has lost the channel, perhaps with its process, and has proven itself again: another channel takes its place. */
  onMetAgain(): void;

  onMessage(message: TransferMessage): void;

  /** A chunk's payload. */
  onChunk(payload: Uint8Array): void;

  /** What is in flight may be lost: no chunks until `onBackInSync`. */
  onLostSync(): void;

  onBackInSync(): void;

  /** The other side said that no more will come. */
  onBye(): void;

  /** It is over. Called once. */
  onEnded(reason: ShareError): void;
}
