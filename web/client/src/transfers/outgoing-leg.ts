import type { Meeting } from "../channel/meeting.js";
import type { PeerChannel } from "../channel/peer-channel.js";
import type { RelayConnection } from "../connection/relay-connection.js";
import { chunkBytes } from "../connection/sending-pace.js";
import { orAborted, Pulse } from "../connection/waiting.js";
import { keyBytes } from "../sealing/key-schedule.js";
import { randomBytes } from "../sealing/randomness.js";
import { ShareError } from "../share-error.js";
import type { TransferMessage } from "../transfer/channel-message.js";
import type { ChunkPlan } from "../transfer/chunk-plan.js";
import type { EpochStart } from "../transfer/epoch-start.js";
import { reasons } from "../transfer/reasons.js";
import { SendMachine, type SendState } from "../transfer/send-machine.js";
import { OutgoingEpoch } from "./outgoing-epoch.js";
import { OutgoingMessages } from "./outgoing-messages.js";
import type { OutgoingParts } from "./outgoing-parts.js";
import { cancelled, declined } from "./peer-ending.js";

/**
 * The part of a transfer that one channel carries: makes the offer, waits for the answer, streams chunks as far as the
 * window goes, waits for the last word.
 */
export class OutgoingLeg {
  readonly #number: number;
  readonly #parts: OutgoingParts;
  readonly #messages: OutgoingMessages;
  readonly #channel: PeerChannel;
  readonly #connection: RelayConnection;
  readonly #key: Uint8Array = randomBytes(keyBytes);
  readonly #machine: SendMachine;
  readonly #news = new Pulse();
  #interrupt = new AbortController(); // Ends a wait for bytes to send, which may be long.
  #end: ShareError | undefined;
  #isAbandoned = false;
  #epoch: OutgoingEpoch | undefined;

  /** @param isAgain Whether it was offered before, on another channel. */
  constructor(number: number, parts: OutgoingParts, meeting: Meeting, isAgain: boolean) {
    if (meeting.channel === undefined) {
      throw new TypeError("Nobody is there yet to send to.");
    }

    this.#number = number;
    this.#parts = parts;
    this.#channel = meeting.channel;
    this.#connection = meeting.connection;
    this.#messages = new OutgoingMessages(meeting.channel, number);
    this.#machine = new SendMachine(parts.content.kind, chunkBytes, parts.content.totalBytes, isAgain);
  }

  /** Bytes that the receiver has stored. */
  get written(): number {
    return this.#machine.written;
  }

  /** Runs to the end of the transfer, or of the channel: false when another channel took the place of this one. */
  async run(signal: AbortSignal): Promise<boolean> {
    const { content, id } = this.#parts;
    if (!(await this.#messages.offer(content, this.#key, id))) {
      return this.#waitForSuccessor(signal);
    }

    for (let next = this.#news.next; this.#currentState() === "waitingForAnswer"; next = this.#news.next) {
      if (this.#isAbandoned) {
        return false;
      }

      await orAborted(next, signal);
    }

    if (this.#currentState() !== "complete" && !this.#isAbandoned) {
      await this.#messages.reportFailedAgain(content);
    }

    return this.#stream(signal);
  }

  /**
   * Takes a message about it.
   * @throws ShareError when it makes no sense.
   */
  take(message: TransferMessage): void {
    const isGood = this.#apply(message);
    if (message.type !== "progress" && message.type !== "accept") {
      this.#interruptRead();
    }

    if (!isGood) {
      throw new ShareError("peerBroken", "The other side answered in a way that makes no sense.");
    }

    this.#news.beat();
  }

  /** Lets the receiver know at once that its last word was taken: it waits for that. */
  confirmCompletion(): void {
    this.#channel.post({ type: "ack" });
  }

  loseSync(): void {
    this.#machine.loseSync();
  }

  /** The session is over. */
  fail(reason: ShareError): void {
    this.#endWith(reason);
    this.#interruptRead();
    this.#news.beat();
  }

  /** Another channel takes the place of this one. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#interruptRead();
    this.#news.beat();
  }

  /** Ends it from this side, unless it has ended. */
  cancel(reason: string, message?: string): void {
    if (this.#machine.state !== "complete" && this.#machine.state !== "ended") {
      this.#machine.end();
      this.#messages.cancel(reason, message);
    }
  }

  #apply(message: TransferMessage): boolean {
    switch (message.type) {
      case "accept":
        return this.#onAccept(message.index, message.limit);
      case "continue": {
        const position = this.#positionOf(message.index);
        return position !== undefined && this.#machine.onContinue(message.index, message.limit, position);
      }
      case "progress":
        return this.#machine.onProgress(message.written, message.limit);
      case "complete":
        return this.#machine.onComplete();
      case "decline":
        return this.#endWith(declined(message));
      case "cancel":
        return this.#endWith(cancelled(message));
      default:
        return false;
    }
  }

  #onAccept(index: number, limit: number): boolean {
    const position = this.#positionOf(index);
    if (position === undefined) {
      this.#messages.cancel(reasons.lost);
      return this.#endWith(
        new ShareError(
          "sourceUnreadable",
          "The other side begins anew, but the beginning of the stream is gone: it can be read only once.",
          "Send it again, and keep the receiver running.",
        ),
      );
    }

    return this.#machine.onAccept(index, limit, position);
  }

  #positionOf(index: number): number | undefined {
    return this.#parts.content.kind === "stream" ? this.#parts.source.positionOf(index) : this.#machine.positionOf(index);
  }

  #endWith(reason: ShareError): boolean {
    this.#end ??= reason;
    this.#machine.end();
    return true;
  }

  #interruptRead(): void {
    this.#interrupt.abort();
    this.#interrupt = new AbortController();
  }

  async #waitForSuccessor(signal: AbortSignal): Promise<boolean> {
    for (let next = this.#news.next; !this.#isAbandoned; next = this.#news.next) {
      this.#currentState();
      await orAborted(next, signal);
    }

    return false;
  }

  async #stream(signal: AbortSignal): Promise<boolean> {
    while (!this.#isAbandoned) {
      const next = this.#news.next;
      const state = this.#currentState();
      if (state === "complete") {
        return true;
      }

      const start = state === "streaming" ? this.#machine.tryBegin() : undefined;
      if (start !== undefined) {
        await this.#beginEpoch(start);
        continue;
      }

      const plan = state === "streaming" && this.#epoch?.isFull === false ? this.#machine.tryPlan() : undefined;
      if (plan === undefined) {
        await orAborted(next, signal);
      } else {
        await this.#sendOrBeInterrupted(plan, signal);
      }
    }

    return false;
  }

  /** @throws ShareError when it has ended. */
  #currentState(): SendState {
    const { state, written } = this.#machine;
    if (state !== "waitingForAnswer") {
      this.#parts.source.confirm(written);
      this.#parts.onConfirmed(written);
      this.#skipFailed();
    }

    if (this.#machine.state === "ended" && this.#end !== undefined) {
      throw this.#end;
    }

    return this.#machine.state;
  }

  async #sendOrBeInterrupted(plan: ChunkPlan, signal: AbortSignal): Promise<void> {
    const interrupt = this.#interrupt.signal;
    try {
      await this.#sendChunk(plan, AbortSignal.any([interrupt, signal]));
    } catch (error) {
      if (!interrupt.aborted || signal.aborted || error instanceof ShareError) {
        throw error;
      }

      // The plan has changed while it waited for bytes.
    }
  }

  async #sendChunk(plan: ChunkPlan, signal: AbortSignal): Promise<void> {
    const sent = this.#epoch?.allSent ?? Promise.resolve();
    const read = await this.#parts.source.read(plan.index, plan.position, plan.length, signal, sent);
    if (read.failed.length > 0) {
      await this.#reportFailed(read.failed);
      return;
    }

    const isFinal = plan.isFinal || read.isEnd;
    if (this.#epoch !== undefined && this.#machine.trySend(plan, read.bytes.length, isFinal)) {
      this.#epoch.send(plan.index, isFinal, read.bytes);
    } // Else the connection was lost meanwhile; the receiver will say where to go on.
  }

  /** Tells which files cannot be delivered, and goes on in a new epoch: nobody can open its chunks who has not taken that word. */
  async #reportFailed(failed: readonly { readonly item: number; readonly reason: string }[]): Promise<void> {
    await this.#epoch?.allSent;
    for (const { item, reason } of failed) {
      await this.#messages.say({ type: "failed", transfer: this.#number, item, reason });
      this.#parts.failed.add(this.#parts.content.manifest?.items[item]?.path ?? "", reason);
    }

    this.#machine.beginEpoch();
  }

  /** When only failed files come next, leaves out what saves chunks. */
  #skipFailed(): void {
    const manifest = this.#parts.content.manifest;
    if (manifest === undefined || manifest.failed.size === 0) {
      return;
    }

    let end = this.#machine.positionOf(this.#machine.nextIndex);
    for (let item = manifest.itemAt(end); item < manifest.items.length && manifest.failed.has(item); item++) {
      end = manifest.endOf(item);
    }

    this.#machine.trySkip(end);
  }

  async #beginEpoch(start: EpochStart): Promise<void> {
    await this.#epoch?.allSent; // What was sealed in the epoch before goes first.
    const epoch = await OutgoingEpoch.create(this.#key, this.#number, start.epoch, this.#channel, this.#connection, () =>
      this.#news.beat(),
    );
    this.#epoch = epoch;
    await this.#messages.say({
      type: "stream",
      transfer: this.#number,
      epoch: start.epoch,
      salt: epoch.salt,
      index: start.index,
      continues: start.continues,
    });
  }
}
