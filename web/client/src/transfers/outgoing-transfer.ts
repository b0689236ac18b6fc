import type { Meeting } from "../channel/meeting.js";
import { orAborted, Pulse } from "../connection/waiting.js";
import { ShareError } from "../share-error.js";
import type { KeptTransfer } from "../state/kept-transfer.js";
import type { TransferMessage } from "../transfer/channel-message.js";
import { reasons } from "../transfer/reasons.js";
import type { TransferId } from "../transfer/transfer-id.js";
import type { TransferSummary } from "../transfer-progress.js";
import { FailedItems } from "./failed-items.js";
import type { OpenTransfer } from "./open-transfer.js";
import type { OutgoingContent } from "./outgoing-content.js";
import { OutgoingLeg } from "./outgoing-leg.js";
import type { OutgoingParts } from "./outgoing-parts.js";
import { isSealBroken } from "./peer-ending.js";
import type { ProgressFeed } from "./progress-feed.js";
import type { TransferSource } from "./transfer-source.js";

const noteIntervalMilliseconds = 1000;
const sourceCodes: readonly string[] = ["sourceUnreadable", "sourceChanged", "sourceName"];

/** Sends one transfer, over as many channels as it takes: on each it is offered again, under the same id. */
export class OutgoingTransfer implements OpenTransfer, OutgoingParts {
  readonly id: TransferId;
  readonly content: OutgoingContent;
  readonly source: TransferSource;
  readonly failed: FailedItems = new FailedItems();
  readonly #kept: KeptTransfer | undefined;
  readonly #isAgain: boolean;
  readonly #feed: ProgressFeed;
  readonly #legCame = new Pulse();
  #leg: OutgoingLeg | undefined;
  #taken: OutgoingLeg | undefined;
  #end: ShareError | undefined;
  #startedAt: number | undefined;
  #notedAt = 0;

  /**
   * @param kept What is kept to go on in another page or process.
   * @param isAgain Whether it was offered before, by an earlier one.
   */
  constructor(id: TransferId, content: OutgoingContent, kept: KeptTransfer | undefined, isAgain: boolean, feed: ProgressFeed) {
    this.id = id;
    this.content = content;
    this.source = content.openSource();
    this.#kept = kept;
    this.#isAgain = isAgain;
    this.#feed = feed;
    feed.describe(content.manifest, content.totalBytes);
  }

  /** There is a channel to send on: the first, or another in place of the one before. */
  attach(number: number, meeting: Meeting): void {
    const isAgain = this.#isAgain || this.#leg !== undefined;
    this.#leg?.abandon();
    this.#leg = new OutgoingLeg(number, this, meeting, isAgain);
    this.#legCame.beat();
  }

  /** Runs the transfer to its end. */
  async run(signal: AbortSignal): Promise<TransferSummary> {
    try {
      for (;;) {
        const leg = await this.#nextLeg(signal);
        if (await leg.run(signal)) {
          return this.#summarize(leg.written);
        }
      }
    } catch (error) {
      this.#explain(error, signal);
      throw error;
    } finally {
      this.source.close();
      await (this.#kept?.isAccepted === false ? this.#kept.erase() : this.#kept?.release());
    }
  }

  take(message: TransferMessage): void {
    if (message.type === "accept") {
      this.#kept?.accept();
    }

    const leg = this.#leg;
    leg?.take(message);
    if (message.type === "complete") {
      // Before the receiver hears that it was taken: then neither goes on with it.
      Promise.resolve(this.#kept?.erase()).then(() => leg?.confirmCompletion());
    }
  }

  loseSync(): void {
    this.#leg?.loseSync();
  }

  backInSync(): void {
    // The receiver says where to go on.
  }

  fail(reason: ShareError): void {
    this.#end ??= reason;
    this.#leg?.fail(reason);
    this.#legCame.beat();
  }

  onConfirmed(written: number): void {
    this.#startedAt ??= performance.now();
    this.#feed.report(written);
    if (this.#kept !== undefined && performance.now() - this.#notedAt >= noteIntervalMilliseconds) {
      this.#notedAt = performance.now();
      this.#kept.note(written);
    }
  }

  async #nextLeg(signal: AbortSignal): Promise<OutgoingLeg> {
    for (;;) {
      const came = this.#legCame.next;
      if (this.#end !== undefined) {
        throw this.#end;
      }

      if (this.#leg !== undefined && this.#leg !== this.#taken) {
        this.#taken = this.#leg;
        return this.#leg;
      }

      await orAborted(came, signal);
    }
  }

  /** Tells the other side, unless it knows, why this side ends it. */
  #explain(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) {
      this.#leg?.cancel(reasons.cancelled);
    } else if (error instanceof ShareError && sourceCodes.includes(error.code)) {
      this.#leg?.cancel(reasons.source, error.message);
    } else if (isSealBroken(error)) {
      this.#kept?.erase(); // Never try again.
    } else if (!(error instanceof ShareError)) {
      this.#leg?.cancel(reasons.internal);
    }
  }

  #summarize(written: number): TransferSummary {
    this.#feed.report(written);
    return {
      bytes: written,
      files: this.content.fileCount - this.failed.all.length,
      elapsedMilliseconds: performance.now() - (this.#startedAt ?? performance.now()),
      failed: this.failed.all,
      saved: [],
    };
  }
}
