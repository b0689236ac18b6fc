import type { TransferId } from "./transfer-id.js";
import type { TransferItem } from "./transfer-item.js";
import type { TransferKind } from "./transfer-kind.js";

/** A message of the channel (docs/sealed-protocol.md sections 5 and 7.1), checked for form. */
export type ChannelMessage = HelloMessage | AckMessage | ByeMessage | UnknownMessage | TransferMessage;

/** A message about one transfer, whose number is below 2^32. */
export type TransferMessage =
  | OfferMessage
  | ItemsMessage
  | StreamMessage
  | FailedMessage
  | AcceptMessage
  | ContinueMessage
  | DeclineMessage
  | ProgressMessage
  | CompleteMessage
  | CancelMessage;

/** First message of each side. `client`: name and version of the software, at most 64 characters. `token`: from a host to later guests. */
export interface HelloMessage {
  readonly type: "hello";
  readonly client: string;
  readonly token?: Uint8Array | undefined;
}

/** Nothing but its header, which confirms. */
export interface AckMessage {
  readonly type: "ack";
}

/** No more will come. */
export interface ByeMessage {
  readonly type: "bye";
}

/** A message of a type that this version does not know: taken and ignored, never sent. */
export interface UnknownMessage {
  readonly type: "unknown";
}

/** Begins a transfer. `key`: 32 random bytes. `id` names it across channels; absent when it cannot outlive this one. */
export interface OfferMessage {
  readonly type: "offer";
  readonly transfer: number;
  readonly terms: OfferTerms;
  readonly key: Uint8Array;
  readonly id?: TransferId | undefined;
}

/** What an offer says besides its key. */
export interface OfferTerms {
  readonly kind: TransferKind;

  /** Plaintext of a full chunk: a power of two from 16,384 to 262,144. */
  readonly chunkBytes: number;

  /** How many items follow: 1 to 1,000,000 for files, else 0. */
  readonly items: number;

  /** Length of the stream; absent when not known. */
  readonly bytes?: number | undefined;

  /** A suggestion for people, not trusted. */
  readonly name?: string | undefined;
}

/** A page of the list of items, at least one. */
export interface ItemsMessage {
  readonly type: "items";
  readonly transfer: number;
  readonly items: readonly TransferItem[];
}

/** From now on chunks belong to this epoch, beginning with chunk `index`. `salt`: 16 bytes. */
export interface StreamMessage {
  readonly type: "stream";
  readonly transfer: number;
  readonly epoch: number;
  readonly salt: Uint8Array;
  readonly index: number;
  readonly continues: number;
}

/** A file, by its place in the list, cannot be delivered. */
export interface FailedMessage {
  readonly type: "failed";
  readonly transfer: number;
  readonly item: number;
  readonly reason: string;
}

/** The receiver wants it, from chunk `index` on, and grants up to position `limit`. */
export interface AcceptMessage {
  readonly type: "accept";
  readonly transfer: number;
  readonly index: number;
  readonly limit: number;
}

/** After a resync: go on from chunk `index`. */
export interface ContinueMessage {
  readonly type: "continue";
  readonly transfer: number;
  readonly index: number;
  readonly limit: number;
}

/** The receiver does not want it. `message`: one line for people, not trusted. */
export interface DeclineMessage {
  readonly type: "decline";
  readonly transfer: number;
  readonly reason: string;
  readonly message?: string | undefined;
}

/** What is stored, and up to where the sender may send. */
export interface ProgressMessage {
  readonly type: "progress";
  readonly transfer: number;
  readonly written: number;
  readonly limit: number;
}

/** Everything is verified, stored and in place. */
export interface CompleteMessage {
  readonly type: "complete";
  readonly transfer: number;
}

/** Either side ends it. `message`: one line for people, not trusted. */
export interface CancelMessage {
  readonly type: "cancel";
  readonly transfer: number;
  readonly reason: string;
  readonly message?: string | undefined;
}
