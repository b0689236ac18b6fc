import { type Deferred, deferred, Queue } from "../connection/waiting.js";
import { ShareError } from "../share-error.js";
import type { KeptTransfer } from "../state/kept-transfer.js";
import type { OfferTerms } from "../transfer/channel-message.js";
import { isCovered } from "../transfer/held-items.js";
import type { Manifest } from "../transfer/manifest.js";
import { reasons } from "../transfer/reasons.js";
import type { TransferId } from "../transfer/transfer-id.js";
import type { TransferSummary } from "../transfer-progress.js";
import { FailedItems } from "./failed-items.js";
import type { IncomingLeg } from "./incoming-leg.js";
import { isSealBroken, reasonFor } from "./peer-ending.js";
import type { ProgressFeed } from "./progress-feed.js";
import type { TransferSink } from "./transfer-sink.js";

/** What an earlier page or process kept of a transfer that it had accepted. */
export interface Reopened {
  readonly id: TransferId;
  readonly terms: OfferTerms;
  readonly manifest: Manifest;
  readonly isComplete: boolean;
}

/** Receives one transfer, over as many channels as it takes: each brings a new offer of the same id. */
export class IncomingTransfer {
  readonly id: TransferId | undefined;
  readonly #failed = new FailedItems();
  readonly #legs = new Queue<IncomingLeg>();
  readonly #told: Deferred<void> = deferred<void>();
  readonly #cancelled = new AbortController();
  readonly #isReopened: boolean;
  #terms: OfferTerms;
  #manifest: Manifest | undefined;
  #leg: IncomingLeg | undefined;
  #isComplete: boolean;
  #isDeclined = false;
  #isTold = false;

  /** What is kept to go on in another page or process. Set before it is accepted. */
  kept: KeptTransfer | undefined;

  private constructor(origin: Reopened | IncomingLeg, leg: IncomingLeg | undefined, isComplete: boolean) {
    this.id = origin.id;
    this.#terms = origin.terms;
    this.#manifest = origin.manifest;
    this.#leg = leg;
    this.#isReopened = leg === undefined;
    this.#listen(leg);
    this.#isComplete = isComplete;
    for (const item of origin.manifest?.failed ?? []) {
      this.#failed.add(origin.manifest?.items[item]?.path ?? "", reasons.changed);
    }
  }

  /** One that is offered now. */
  static offered(leg: IncomingLeg): IncomingTransfer {
    return new IncomingTransfer(leg, leg, false);
  }

  /** One that was accepted by an earlier page or process, and will be offered again. */
  static reopened(reopened: Reopened, kept: KeptTransfer): IncomingTransfer {
    const transfer = new IncomingTransfer(reopened, undefined, reopened.isComplete);
    transfer.kept = kept;
    return transfer;
  }

  /** Aborted, with the reason, when the other side ends it, on whatever channel. */
  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  get terms(): OfferTerms {
    return this.#terms;
  }

  get manifest(): Manifest | undefined {
    return this.#manifest;
  }

  /** Whether everything is in place. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** Fulfilled when the sender knows that everything is in place. */
  get told(): Promise<void> {
    return this.#told.promise;
  }

  get isTold(): boolean {
    return this.#isTold;
  }

  /** Whether the sender has offered it to this page or process. */
  get wasAskedFor(): boolean {
    return this.#leg !== undefined;
  }

  /** Nobody is there who could be told: there is nothing to go on with here, since all of it has arrived. */
  assumeTold(): void {
    if (this.#isComplete) {
      this.#noteTold();
    }
  }

  /** Whether a leg is the present one of this transfer. */
  isCarriedBy(leg: IncomingLeg): boolean {
    return this.#leg === leg;
  }

  /**
   * Takes the offer of the same transfer on a new channel.
   * @throws ShareError when it holds what was not accepted.
   */
  adopt(leg: IncomingLeg): void {
    if (this.#manifest !== undefined && (leg.manifest === undefined || !isCovered(this.#manifest, leg.manifest))) {
      leg.decline(reasons.unsafe);
      throw new ShareError("peerBroken", "The other side came back with files that were not in its offer.");
    }

    this.#leg = leg;
    this.#listen(leg);
    if (this.#isDeclined) {
      leg.decline(reasons.declined);
    } else if (this.#isComplete) {
      this.#tellComplete(leg);
    } else if (!this.#legs.push(leg)) {
      leg.decline(reasons.declined); // It has ended here.
    }
  }

  /** The session is over. */
  fail(reason: ShareError): void {
    this.#legs.end(reason);
    if (this.#isComplete && reason.code === "peerLeft") {
      this.#noteTold(); // Whoever leaves by itself has heard it, or does not want to.
    } else if (this.#isComplete) {
      this.kept?.release(); // Another page or process can tell it.
    }
  }

  /** Says yes and receives to the end. */
  async run(sink: TransferSink, feed: ProgressFeed, signal: AbortSignal): Promise<TransferSummary> {
    const startedAt = performance.now();
    try {
      const written = await this.#receive(sink, feed, signal);
      const stored = await sink.complete();
      this.#complete();
      const files = (this.#manifest?.items.filter((item) => item.kind === "file").length ?? 1) - this.#failed.all.length;
      return { bytes: written, files, elapsedMilliseconds: performance.now() - startedAt, failed: this.#failed.all, ...stored };
    } catch (error) {
      this.#explain(error, signal);
      throw error;
    } finally {
      this.#legs.end();
      await sink.close(this.kept !== undefined && !this.#isComplete);
      if (!this.#isComplete) {
        await this.kept?.release();
      }
    }
  }

  /** Says no. */
  decline(reason: string): void {
    this.#isDeclined = true;
    this.#leg?.decline(reason);
  }

  #listen(leg: IncomingLeg | undefined): void {
    leg?.cancelled.addEventListener("abort", () => this.#cancelled.abort(leg.cancelled.reason), { once: true });
  }

  /** Tells the other side, unless it knows, why this side ends it, and forgets what is not to be gone on with. */
  #explain(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) {
      this.#leg?.cancelHere(reasons.cancelled);
      this.#forget();
    } else if (isSealBroken(error) || (error instanceof ShareError && (error.code === "peerCancelled" || error.code === "peerFailed"))) {
      this.#forget();
      if (isSealBroken(error)) {
        this.#leg?.cancelHere(reasonFor(error instanceof ShareError ? error : new ShareError("integrity", "")));
      }
    } else if (error instanceof ShareError && ["diskFull", "targetUnwritable", "targetUnsuitable", "sourceChanged"].includes(error.code)) {
      this.#leg?.cancelHere(reasonFor(error));
    } else if (!(error instanceof ShareError)) {
      this.#leg?.cancelHere(reasons.internal);
    }
  }

  #forget(): void {
    this.kept?.erase();
    this.kept = undefined;
  }

  #complete(): void {
    this.#isComplete = true;
    if (this.#leg !== undefined) {
      this.#tellComplete(this.#leg);
    }
  }

  #tellComplete(leg: IncomingLeg): void {
    leg.complete().then(() => this.#noteTold());
  }

  /** The sender knows, or has left for good: there is nothing to go on with. */
  #noteTold(): void {
    this.kept?.erase();
    this.kept = undefined;
    this.#isTold = true;
    this.#told.resolve();
  }

  async #receive(sink: TransferSink, feed: ProgressFeed, signal: AbortSignal): Promise<number> {
    let former: IncomingLeg | undefined;
    let leg = this.#leg?.isAbandoned === false ? this.#leg : await this.#next(signal);
    for (;;) {
      await this.#start(leg, former, sink);
      feed.describe(leg.manifest, leg.terms.bytes);
      feed.report(leg.written);
      const stop = AbortSignal.any([signal, leg.cancelled]);
      if (await leg.receive(sink, (written) => feed.report(written), this.#failed, stop)) {
        return leg.written;
      }

      former = leg;
      leg = await this.#next(signal);
    }
  }

  /** Says from where on the bytes are wanted. */
  async #start(leg: IncomingLeg, former: IncomingLeg | undefined, sink: TransferSink): Promise<void> {
    const isGoingOn = former !== undefined || this.#isReopened || leg.manifest !== this.#manifest;
    const again = leg.manifest;
    const index = isGoingOn && again !== undefined ? await sink.continueWith(again, leg.terms.chunkBytes) : undefined;
    if (!isGoingOn) {
      leg.accept(0, 0);
    } else if (again !== undefined && index !== undefined) {
      leg.accept(index, Math.min(index * leg.terms.chunkBytes, again.totalBytes));
    } else {
      leg.accept(former?.nextIndex ?? 0, former?.received ?? 0);
    }

    this.#terms = leg.terms;
    this.#manifest = leg.manifest;
  }

  /** The newest offer; those that it has overtaken are over. */
  async #next(signal: AbortSignal): Promise<IncomingLeg> {
    for (;;) {
      const leg = await this.#legs.take(signal);
      if (leg === undefined) {
        throw new ShareError("sessionClosed", "The session was closed.");
      }

      if (!leg.isAbandoned && this.#legs.size === 0) {
        return leg;
      }
    }
  }
}
