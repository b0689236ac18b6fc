import type { Meeting } from "../channel/meeting.js";
import { orAborted, within } from "../connection/waiting.js";
import type { IncomingOffer } from "../incoming-offer.js";
import type { ShareContent } from "../share-content.js";
import { ShareError } from "../share-error.js";
import type { ShareSession } from "../share-session.js";
import type { ShareStatus } from "../share-status.js";
import type { KeptTransfer } from "../state/kept-transfer.js";
import type { TransferKeeper } from "../state/transfer-keeper.js";
import { drawTransferId, type TransferId } from "../transfer/transfer-id.js";
import type { Transfer, TransferSummary } from "../transfer-progress.js";
import type { IncomingTransfer } from "../transfers/incoming-transfer.js";
import { type OutgoingContent, readContent } from "../transfers/outgoing-content.js";
import { OutgoingTransfer } from "../transfers/outgoing-transfer.js";
import { ProgressFeed } from "../transfers/progress-feed.js";
import type { SessionEvents } from "../transfers/session-events.js";
import { LocalOffer } from "./local-offer.js";

const byeBoundMilliseconds = 5000;
const tellBoundMilliseconds = 120_000;

/** What a session stands on. */
export interface SessionParts {
  readonly events: SessionEvents;
  readonly meeting: Meeting;
  readonly code: string;
  readonly link: string;
  readonly relay: string;

  /** Keeps transfers; undefined when nothing is kept. */
  readonly keeper: TransferKeeper | undefined;
}

/** How a resumed session goes on. */
interface Resumption {
  readonly direction: "sending" | "receiving";
  run(feed: ProgressFeed, signal: AbortSignal): Promise<TransferSummary>;
}

/** A session that runs here. */
export class LocalSession implements ShareSession {
  readonly code: string;
  readonly link: string;
  readonly relay: string;
  readonly #events: SessionEvents;
  readonly #meeting: Meeting;
  readonly #keeper: TransferKeeper | undefined;
  #resumption: Resumption | undefined;
  #isResumed = false;

  constructor(parts: SessionParts) {
    this.code = parts.code;
    this.link = parts.link;
    this.relay = parts.relay;
    this.#events = parts.events;
    this.#meeting = parts.meeting;
    this.#keeper = parts.keeper;
  }

  async *status(): AsyncIterable<ShareStatus> {
    const queue = this.#events.listen();
    for (let status = await queue.take(); status !== undefined; status = await queue.take()) {
      yield status;
    }
  }

  waitForPeer(options?: { readonly signal?: AbortSignal }): Promise<string> {
    return orAborted(this.#events.verified, options?.signal);
  }

  send(content: ShareContent, options?: { readonly signal?: AbortSignal }): Transfer {
    const signal = options?.signal ?? new AbortController().signal;
    return new ProgressFeed(async (feed) => {
      await this.waitForPeer({ signal });
      const read = readContent(content);
      const id = drawTransferId();
      const kept = await this.#keepSending(id, read);
      return this.#run(new OutgoingTransfer(id, read, kept, false, feed), signal);
    });
  }

  async receiveOffer(options?: { readonly signal?: AbortSignal }): Promise<IncomingOffer | undefined> {
    const offered = await this.#events.offers.take(options?.signal);
    if (offered instanceof ShareError) {
      throw offered;
    }

    return offered === undefined ? undefined : new LocalOffer(offered, this.#events, this.#keeper);
  }

  get resumes(): ShareSession["resumes"] {
    return this.#resumption?.direction;
  }

  takeResumed(options?: { readonly signal?: AbortSignal }): ReturnType<ShareSession["takeResumed"]> {
    const resumption = this.#resumption;
    if (resumption === undefined || this.#isResumed) {
      return undefined;
    }

    this.#isResumed = true;
    const signal = options?.signal ?? new AbortController().signal;
    return { isSending: resumption.direction === "sending", transfer: new ProgressFeed((feed) => resumption.run(feed, signal)) };
  }

  /** For a sender: goes on with what an earlier page offered. */
  resumeSending(id: TransferId, content: OutgoingContent, kept: KeptTransfer): void {
    this.#resumption = {
      direction: "sending",
      run: async (feed, signal) => {
        await this.waitForPeer({ signal });
        return this.#run(new OutgoingTransfer(id, content, kept, true, feed), signal);
      },
    };
  }

  /** For a receiver: goes on with what an earlier page accepted. */
  resumeReceiving(transfer: IncomingTransfer, run: Resumption["run"]): void {
    this.#events.expect(transfer);
    this.#resumption = {
      direction: "receiving",
      run: (feed, signal) => run(feed, signal).finally(() => this.#events.removeIncoming(transfer)),
    };
  }

  async close(): Promise<void> {
    if (this.#events.untold.length > 0 && !this.#events.hasEnded) {
      await this.#tell();
    }

    // Who has said bye waits only until it is confirmed, which is done: nobody hears a second one.
    const channel = this.#meeting.channel;
    if (channel !== undefined && !this.#events.hasEnded && !this.#events.hasHeardBye) {
      channel.post({ type: "bye" });
      await this.#within(channel.whenConfirmed(), byeBoundMilliseconds);
    }

    await this.leave();
  }

  async leave(): Promise<void> {
    this.#events.onEnded(new ShareError("sessionClosed", "The session was closed."));
    await this.#meeting.leave();
  }

  /**
   * Makes sure that the sender knows what has arrived, as far as anybody can. One that died comes back and asks; one that
   * holds no place at the relay any more has left in peace, so it knew; one that is here and does not ask knows, too.
   */
  async #tell(): Promise<void> {
    const untold = this.#events.untold;
    const told = Promise.all(untold.map((transfer) => transfer.told));
    await this.#within(told, byeBoundMilliseconds);
    const { isPeerExpected, isPeerHere } = this.#meeting;
    const mayStillAsk = isPeerExpected && !(isPeerHere && untold.every((transfer) => !transfer.wasAskedFor));
    if (!untold.every((transfer) => transfer.isTold) && !this.#events.hasEnded && mayStillAsk) {
      await this.#within(told, tellBoundMilliseconds);
    }

    for (const transfer of untold) {
      transfer.assumeTold();
    }
  }

  async #within(what: Promise<unknown>, boundMilliseconds: number): Promise<void> {
    await within(Promise.race([what, this.#events.ended]), boundMilliseconds);
  }

  async #keepSending(id: TransferId, { manifest }: OutgoingContent): Promise<KeptTransfer | undefined> {
    return manifest === undefined
      ? undefined
      : this.#keeper?.keep({ id, isSending: true, manifest, extents: [], target: "files", isAccepted: false });
  }

  async #run(transfer: OutgoingTransfer, signal: AbortSignal): ReturnType<OutgoingTransfer["run"]> {
    this.#events.add(transfer);
    try {
      return await transfer.run(signal);
    } finally {
      this.#events.removeOutgoing(transfer);
    }
  }
}
