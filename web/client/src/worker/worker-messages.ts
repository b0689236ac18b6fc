import type { OfferItem } from "../incoming-offer.js";
import type { ReceiveTarget } from "../receive-target.js";
import type { ShareContent } from "../share-content.js";
import { ShareError, type ShareErrorCode } from "../share-error.js";
import type { ShareOptions, UnfinishedTransfer } from "../share-session.js";
import type { ShareStatus } from "../share-status.js";
import type { TransferProgress } from "../transfer-progress.js";

/** Options as they cross to the worker: a signal does not, it becomes a message. */
export type WireOptions = Omit<ShareOptions, "signal">;

/** A target as it crosses to the worker: a stream stays in the page, a port leads to it. */
export type WireTarget = Exclude<ReceiveTarget, { readonly kind: "stream" }> | { readonly kind: "stream"; readonly port: MessagePort };

/** A content as it crosses to the worker: a stream stays in the page, a port leads to it. */
export type WireContent =
  | Exclude<ShareContent, { readonly kind: "stream" }>
  | { readonly kind: "stream"; readonly port: MessagePort; readonly name: string | undefined };

/** What a page asks of its worker. */
export type WorkerCall =
  | { readonly type: "open"; readonly options: WireOptions }
  | { readonly type: "join"; readonly codeOrLink: string; readonly options: WireOptions }
  | {
      readonly type: "resume";
      readonly unfinished: UnfinishedTransfer;
      readonly options: WireOptions;
      readonly files: ShareContent | undefined;
    }
  | { readonly type: "abilities" | "unfinished" }
  | { readonly type: "discard"; readonly unfinished: UnfinishedTransfer }
  | { readonly type: "waitForPeer" | "receiveOffer" | "close" | "leave" | "runResumed"; readonly session: number }
  | { readonly type: "send"; readonly session: number; readonly content: WireContent }
  | { readonly type: "accept"; readonly offer: number; readonly target: WireTarget }
  | { readonly type: "decline"; readonly offer: number };

/** A call with its number, or the end of one. */
export type ToWorker = { readonly number: number; readonly call: WorkerCall } | { readonly abort: number };

/** A session as it crosses to the page. */
export interface WireSession {
  readonly session: number;
  readonly code: string;
  readonly link: string;
  readonly relay: string;

  /** What it goes on with. */
  readonly resumes: "sending" | "receiving" | undefined;
}

/** An offer as it crosses to the page. */
export interface WireOffer {
  readonly offer: number;
  readonly kind: "files" | "text" | "stream";
  readonly totalBytes: number | undefined;
  readonly items: readonly OfferItem[];
  readonly suggestedName: string;
}

/** An error as it crosses to the page. */
export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly code: ShareErrorCode | undefined;
  readonly nextStep: string;
}

/** What a worker tells its page. */
export type FromWorker =
  | { readonly type: "answer"; readonly number: number; readonly value: unknown }
  | { readonly type: "failure"; readonly number: number; readonly error: WireError }
  | { readonly type: "progress"; readonly number: number; readonly progress: TransferProgress }
  | { readonly type: "offerCancelled"; readonly offer: number; readonly error: WireError }
  | { readonly type: "status"; readonly session: number; readonly status: ShareStatus }
  | { readonly type: "statusEnd"; readonly session: number; readonly error: WireError | undefined };

/** What of an error crosses. */
export function toWire(error: unknown): WireError {
  if (error instanceof ShareError) {
    return { name: error.name, message: error.message, code: error.code, nextStep: error.nextStep };
  }

  const isError = error instanceof Error || error instanceof DOMException;
  return { name: isError ? error.name : "Error", message: isError ? error.message : String(error), code: undefined, nextStep: "" };
}

/** The error again, on the other side. */
export function fromWire({ name, message, code, nextStep }: WireError): Error {
  if (code !== undefined) {
    return new ShareError(code, message, nextStep);
  }

  switch (name) {
    case "AbortError":
      return new DOMException(message, name);
    case "TypeError":
      return new TypeError(message);
    case "RangeError":
      return new RangeError(message);
    default:
      return new ShareError("internal", `This program has a fault: ${message}`, "Please report it.");
  }
}
