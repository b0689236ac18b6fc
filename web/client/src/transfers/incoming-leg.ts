import type { PeerChannel } from "../channel/peer-channel.js";
import { mostChunksUnderWay } from "../connection/sending-pace.js";
import { orAborted, Queue } from "../connection/waiting.js";
import { ChunkCipher } from "../sealing/chunk-cipher.js";
import { chunkOverheadBytes, readChunkHeader } from "../sealing/chunk-header.js";
import { ShareError } from "../share-error.js";
import type { OfferMessage, OfferTerms, TransferMessage } from "../transfer/channel-message.js";
import { createManifest, type Manifest } from "../transfer/manifest.js";
import type { PathRules } from "../transfer/path-rules.js";
import { ReceiveMachine } from "../transfer/receive-machine.js";
import type { TransferId } from "../transfer/transfer-id.js";
import type { TransferItem } from "../transfer/transfer-item.js";
import { maxWindowBytes } from "../transfer/transfer-limits.js";
import type { FailedItems } from "./failed-items.js";
import type { OpenTransfer } from "./open-transfer.js";
import { cancelled, shorten } from "./peer-ending.js";
import type { TransferSink } from "./transfer-sink.js";
import { explainUnsafe } from "./unsafe-offer.js";

type Arrival =
  | { readonly kind: "chunk"; readonly payload: Uint8Array }
  | { readonly kind: "message"; readonly message: TransferMessage }
  | { readonly kind: "resync" };

/**
 * One offer on one channel: the part of a transfer that this channel carries. The connection's reader queues what arrives,
 * in order; the transfer's task opens chunks and hands them to the sink. The window, not the network, bounds the queue.
 */
export class IncomingLeg implements OpenTransfer {
  /** Names the transfer across channels; undefined when it has this one only. */
  readonly id: TransferId | undefined;

  readonly terms: OfferTerms;
  readonly #number: number;
  readonly #channel: PeerChannel;
  readonly #key: Uint8Array;
  readonly #queue = new Queue<Arrival>();
  readonly #items: TransferItem[] = [];
  readonly #cancelled = new AbortController();
  readonly #opening: { readonly text: Promise<Uint8Array | undefined>; readonly length: number }[] = [];
  #queuedBytes = 0;
  #cipher: ChunkCipher | undefined;
  #machine: ReceiveMachine | undefined;
  #manifest: Manifest | undefined;
  #isAbandoned = false;

  constructor(offer: OfferMessage, channel: PeerChannel) {
    this.id = offer.id;
    this.terms = offer.terms;
    this.#number = offer.transfer;
    this.#key = offer.key;
    this.#channel = channel;
  }

  /** The checked items, once all have come; undefined when there are none. */
  get manifest(): Manifest | undefined {
    return this.#manifest;
  }

  /** Aborted with the reason when the other side cancels. */
  get cancelled(): AbortSignal {
    return this.#cancelled.signal;
  }

  /** Whether another channel has taken the place of this one. */
  get isAbandoned(): boolean {
    return this.#isAbandoned;
  }

  /** The next chunk that is wanted. */
  get nextIndex(): number {
    return this.#machine?.nextIndex ?? 0;
  }

  /** Bytes of the stream that have arrived. */
  get received(): number {
    return this.#machine?.received ?? 0;
  }

  /** Bytes of the stream that are stored. */
  get written(): number {
    return this.#machine?.written ?? 0;
  }

  /**
   * Adds a page of items; true when all have come.
   * @throws ShareError when a path is not safe to write here.
   */
  addItems(items: readonly TransferItem[], rules: PathRules): boolean {
    if (this.#manifest !== undefined || this.#items.length + items.length > this.terms.items) {
      throw new ShareError("peerBroken", "The other side sent more items than it offered.");
    }

    this.#items.push(...items);
    if (this.#items.length < this.terms.items) {
      return false;
    }

    const result = createManifest(this.#items, rules);
    if (result.manifest === undefined) {
      throw explainUnsafe(result.problem, result.wrong);
    }

    if (result.manifest.totalBytes !== this.terms.bytes) {
      throw new ShareError("peerBroken", "The other side's sizes do not add up.");
    }

    this.#manifest = result.manifest;
    return true;
  }

  /** Says yes, from a chunk on that begins at a position. */
  accept(index: number, position: number): void {
    this.#machine = new ReceiveMachine(this.terms, performance.now(), index, position);
    this.#channel.post({ type: "accept", transfer: this.#number, index, limit: this.#machine.limit });
  }

  /** Says no. */
  decline(reason: string, message?: string): void {
    this.#channel.post({
      type: "decline",
      transfer: this.#number,
      reason,
      ...(message === undefined ? {} : { message: shorten(message) }),
    });
  }

  /** Says that everything is in place. Fulfilled when the other side has taken it. */
  complete(): Promise<void> {
    this.#channel.post({ type: "complete", transfer: this.#number });
    return this.#channel.whenConfirmed();
  }

  /** Ends it from this side. */
  cancelHere(reason: string): void {
    this.#channel.post({ type: "cancel", transfer: this.#number, reason });
  }

  take(message: TransferMessage): void {
    if (message.type === "cancel") {
      this.#cancelled.abort(cancelled(message)); // At once, even while the sink waits for a slow disk.
    } else {
      this.#queue.push({ kind: "message", message });
    }
  }

  /**
   * Queues a chunk.
   * @throws ShareError when the other side sends far beyond what was granted.
   */
  takeChunk(payload: Uint8Array): void {
    this.#queuedBytes += payload.length;
    if (this.#machine === undefined || this.#queuedBytes > maxWindowBytes * 2) {
      throw new ShareError("peerBroken", "The other side sends more than it was allowed to.");
    }

    this.#queue.push({ kind: "chunk", payload });
  }

  loseSync(): void {
    // The queue still holds what arrived whole; the resync comes behind it.
  }

  backInSync(): void {
    this.#queue.push({ kind: "resync" });
  }

  fail(reason: ShareError): void {
    this.#queue.end(reason);
  }

  /** Another channel takes the place of this one: what is queued is still taken, more does not come. */
  abandon(): void {
    this.#isAbandoned = true;
    this.#queue.end();
  }

  /** Receives until all chunks are there; false when another channel took the place of this one before. */
  async receive(sink: TransferSink, onWritten: (written: number) => void, failed: FailedItems, signal: AbortSignal): Promise<boolean> {
    const machine = this.#machine;
    if (machine === undefined) {
      throw new TypeError("It was not accepted.");
    }

    while (!machine.hasFinal || this.#opening.length > 0) {
      const isFull = this.#opening.length >= mostChunksUnderWay || machine.hasFinal;
      const arrival = isFull ? undefined : this.#queue.tryTake();
      if (arrival?.kind === "chunk") {
        this.#open(machine, arrival.payload);
      } else if (arrival === undefined && this.#opening.length > 0) {
        await this.#store(machine, sink, signal);
        onWritten(machine.written);
      } else {
        const next = arrival ?? (await this.#queue.take(signal));
        if (next === undefined) {
          return false;
        }

        await this.#apply(machine, next, sink, onWritten, failed, signal);
      }

      signal.throwIfAborted();
    }

    return true;
  }

  /** Takes what is no chunk, or the first chunk after a pause. */
  async #apply(
    machine: ReceiveMachine,
    arrival: Arrival,
    sink: TransferSink,
    onWritten: (written: number) => void,
    failed: FailedItems,
    signal: AbortSignal,
  ): Promise<void> {
    if (arrival.kind === "chunk") {
      this.#open(machine, arrival.payload);
      return;
    }

    while (this.#opening.length > 0) {
      await this.#store(machine, sink, signal);
      onWritten(machine.written);
    }

    if (arrival.kind === "resync") {
      machine.continue(performance.now());
      this.#channel.post({ type: "continue", transfer: this.#number, index: machine.nextIndex, limit: machine.limit });
    } else {
      await this.#takeMessage(machine, arrival.message, sink, failed);
    }
  }

  /** Begins to open a chunk. */
  #open(machine: ReceiveMachine, payload: Uint8Array): void {
    this.#queuedBytes -= payload.length;
    const length = payload.length - chunkOverheadBytes;
    const header = readChunkHeader(payload);
    const verdict = header === undefined ? "attack" : machine.judge(header, length);
    if (verdict === "discard") {
      return;
    }

    if (header === undefined || verdict !== "take" || this.#cipher === undefined) {
      throw tampered();
    }

    machine.taken(length, header.isFinal);
    const text = this.#cipher.open(header, payload);
    text.catch(() => {}); // Told when its turn has come.
    this.#opening.push({ text, length });
  }

  /** Stores the oldest chunk that is being opened. */
  async #store(machine: ReceiveMachine, sink: TransferSink, signal: AbortSignal): Promise<void> {
    const opening = this.#opening.shift();
    const text = await opening?.text;
    if (opening === undefined || text === undefined) {
      throw tampered();
    }

    await orAborted(sink.write(text), signal); // A cancel does not wait for whoever takes the bytes.
    this.#noteWritten(machine, opening.length);
  }

  #noteWritten(machine: ReceiveMachine, length: number): void {
    if (machine.onWritten(length, machine.received - machine.written - length + this.#queuedBytes, performance.now())) {
      this.#channel.post({ type: "progress", transfer: this.#number, written: machine.written, limit: machine.limit });
    }
  }

  async #takeMessage(machine: ReceiveMachine, message: TransferMessage, sink: TransferSink, failed: FailedItems): Promise<void> {
    const receivedBefore = machine.received;
    if (message.type === "stream" && machine.onStream(message.epoch, message.index, message.continues, this.#manifest, performance.now())) {
      if (machine.received > receivedBefore) {
        sink.skipTo(machine.received);
      }

      this.#cipher = await ChunkCipher.create(this.#key, message.salt, this.#number, message.epoch);
      this.#noteWritten(machine, 0);
    } else if (message.type === "failed" && this.#manifest?.fail(message.item) === true) {
      failed.add(this.#manifest.items[message.item]?.path ?? "", message.reason);
      sink.fail(message.item);
    } else {
      throw new ShareError("peerBroken", "The other side sent a message that makes no sense here.");
    }
  }
}

function tampered(): ShareError {
  return new ShareError(
    "integrity",
    "A piece of what arrived is not authentic: somebody tampers with the connection, or software is broken. Nothing of it is kept.",
  );
}
