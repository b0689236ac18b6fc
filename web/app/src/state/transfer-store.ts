import type { IncomingOffer, ReceiveTarget, Transfer, TransferProgress, TransferSummary } from "../library.js";
import { type Failure, failureOf } from "./failure.js";
import type { Outline } from "./outline.js";
import { noRate, type Rate, RateMeter } from "./rate-meter.js";
import { Store } from "./store.js";

/**
 * queued: until the other side is here. proposed: until it says yes. asked: until this person does. running. Then one of three endings:
 * done; declined, by either; failed, which is also cancelled, by either.
 */
export type TransferStage = "queued" | "proposed" | "asked" | "running" | "done" | "declined" | "failed";

export interface TransferState {
  readonly stage: TransferStage;
  readonly progress: TransferProgress | undefined;
  readonly rate: Rate;
  readonly summary: TransferSummary | undefined;
  readonly failure: Failure | undefined;

  /** Where it was saved, for the last screen. */
  readonly savedTo: "folder" | "downloads" | "text" | undefined;
  readonly folderName: string;
}

const begun: TransferState = {
  stage: "queued",
  progress: undefined,
  rate: noRate,
  summary: undefined,
  failure: undefined,
  savedTo: undefined,
  folderName: "",
};

/** One transfer of a session, from the first wish to its ending. */
export class TransferStore extends Store<TransferState> {
  readonly isSending: boolean;
  readonly outline: Outline;
  readonly offer: IncomingOffer | undefined;
  readonly #meter = new RateMeter();
  readonly #now: () => number;
  readonly #abort = new AbortController();

  constructor(isSending: boolean, outline: Outline, now: () => number, offer?: IncomingOffer) {
    super({ ...begun, stage: offer === undefined ? "queued" : "asked" });
    this.isSending = isSending;
    this.outline = outline;
    this.offer = offer;
    this.#now = now;
    offer?.cancelled.addEventListener("abort", () => this.#withdraw(offer.cancelled.reason), { once: true });
    if (offer?.cancelled.aborted) this.#withdraw(offer.cancelled.reason);
  }

  /** Stops the transfer when this person does. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Whether it can still come to something. */
  get isOpen(): boolean {
    const { stage } = this.value;
    return stage === "queued" || stage === "proposed" || stage === "asked" || stage === "running";
  }

  /** Whether leaving the page would lose something. */
  get isUnderWay(): boolean {
    return this.isOpen && this.value.stage !== "asked";
  }

  /** Follows a transfer to its ending; never throws. */
  async follow(transfer: Transfer): Promise<void> {
    this.update({ stage: this.isSending ? "proposed" : "running" });
    const ending = transfer.summary.then(
      (summary) => this.update({ stage: "done", summary }),
      (error: unknown) => this.#fail(error),
    );
    try {
      for await (const progress of transfer) this.#advance(progress);
    } catch {
      // The summary says why.
    }
    await ending;
  }

  /** Says yes to the other side's offer. */
  accept(target: ReceiveTarget, saved: { readonly savedTo: "folder" | "downloads" | "text"; readonly folderName?: string }): Promise<void> {
    if (this.offer === undefined || this.value.stage !== "asked") return Promise.resolve();
    this.update({ savedTo: saved.savedTo, folderName: saved.folderName ?? "" });
    try {
      return this.follow(this.offer.accept(target, { signal: this.signal }));
    } catch (error) {
      this.#fail(error);
      return Promise.resolve();
    }
  }

  async decline(): Promise<void> {
    if (this.offer === undefined || this.value.stage !== "asked") return;
    this.update({ stage: "declined" });
    await this.offer.decline().catch(() => undefined);
  }

  /** Stops it for this person; the other side is told. */
  stop(): void {
    this.#abort.abort(new DOMException("Stopped by the person.", "AbortError"));
    if (this.value.stage === "queued") this.#fail(this.signal.reason);
  }

  /** Nothing flows while a side is away. */
  pause(): void {
    if (this.value.stage === "running") this.update({ rate: this.#meter.pause() });
  }

  /** Ends what the session's end takes with it. */
  end(failure: Failure): void {
    if (this.isOpen) this.update({ stage: "failed", failure });
  }

  /** The other side has taken back what this person was still asked about. */
  #withdraw(reason: unknown): void {
    if (this.value.stage === "asked") this.#fail(reason);
  }

  #advance(progress: TransferProgress): void {
    if (!this.isOpen) return;
    const rate = this.#meter.measure(this.#now(), progress.confirmedBytes);
    // A sender's first step means that the other side said yes.
    this.update({ progress, rate, stage: "running" });
  }

  #fail(error: unknown): void {
    if (!this.isOpen) return;
    const failure = failureOf(error);
    this.update(failure.code === "declined" ? { stage: "declined", failure } : { stage: "failed", failure });
  }
}
