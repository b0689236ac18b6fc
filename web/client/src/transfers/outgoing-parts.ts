import type { TransferId } from "../transfer/transfer-id.js";
import type { FailedItems } from "./failed-items.js";
import type { OutgoingContent } from "./outgoing-content.js";
import type { TransferSource } from "./transfer-source.js";

/** What a leg needs of its transfer. */
export interface OutgoingParts {
  readonly id: TransferId;
  readonly content: OutgoingContent;
  readonly source: TransferSource;
  readonly failed: FailedItems;
  onConfirmed(written: number): void;
}
