/** The parts of the library's contract that the page uses, named in one place. Types only: its code is loaded when it is needed. */
export type { IncomingOffer, OfferItem } from "../../client/src/incoming-offer.js";
export type { ReceiveAbilities, ReceiveTarget } from "../../client/src/receive-target.js";
export type { ShareClient } from "../../client/src/share-client.js";
export type { ShareContent, ShareFile } from "../../client/src/share-content.js";
export type { ShareErrorCode } from "../../client/src/share-error.js";
export type { ShareOptions, ShareSession, UnfinishedTransfer } from "../../client/src/share-session.js";
export type { ShareStatus, ShareTransport } from "../../client/src/share-status.js";
export type { FailedItem, Transfer, TransferProgress, TransferSummary } from "../../client/src/transfer-progress.js";
