/**
 * Send files, folders, text and streams end-to-end encrypted to another browser or terminal, through a relay that stores
 * nothing and can read nothing.
 * @module
 */
export { maxWords, parseShareCode, type ShareCode, type ShareCodeRefusal, type ShareCodeResult } from "./codes/share-code.js";
export type { ShareCodeProblem } from "./codes/share-code-problem.js";
export { looksLikeLink, parseShareLink, type ShareLink, type ShareLinkResult } from "./codes/share-link.js";
export { completions } from "./codes/word-list.js";
export type { Socket, SocketConstructor } from "./connection/web-socket-transport.js";
export type { IncomingOffer, OfferItem } from "./incoming-offer.js";
export type { ReceiveAbilities, ReceiveTarget } from "./receive-target.js";
export { createLocalClient, type LocalClientParts } from "./session/local-client.js";
export type { ShareClient } from "./share-client.js";
export type { ShareContent, ShareFile } from "./share-content.js";
export { ShareError, type ShareErrorCode } from "./share-error.js";
export type { ShareOptions, ShareSession, UnfinishedTransfer } from "./share-session.js";
export type { ShareStatus, ShareTransport } from "./share-status.js";
export type { FailedItem, ReceivedFile, Transfer, TransferProgress, TransferSummary } from "./transfer-progress.js";
export { type Endpoint, serveClient } from "./worker/serve-client.js";
export { createWorkerClient, type WorkerEndpoint } from "./worker/worker-client.js";
