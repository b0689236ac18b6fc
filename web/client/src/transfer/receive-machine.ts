import type { ChunkHeader } from "../sealing/chunk-header.js";
import type { OfferTerms } from "./channel-message.js";
import { finalIndexOf } from "./chunk-plan.js";
import { CreditWindow } from "./credit-window.js";
import type { Manifest } from "./manifest.js";

/** What to do with a chunk, judged by its header. */
export type ChunkVerdict =
  /** It is the next: open and store it. */
  | "take"
  /** It belongs to an earlier epoch: pass over it. */
  | "discard"
  /** It cannot come from an honest sender: end the transfer. */
  | "attack";

/**
 * The receiver's side of one transfer (docs/sealed-protocol.md section 7): which chunk is the next, how much to grant, when
 * all is there. Decides only; opening, storing and sending belong to its caller.
 */
export class ReceiveMachine {
  readonly #terms: OfferTerms;
  readonly #window: CreditWindow;
  #epoch: number | undefined;
  #continues = 0;
  #nextEpoch = 0;
  #nextIndex: number;
  #position: number;
  #written: number;
  #hasFinal = false;

  // What was left out and is not yet reached by what is stored.
  readonly #skipped: { readonly from: number; readonly to: number }[] = [];

  /**
   * For an offer that is accepted now.
   * @param terms What is offered.
   * @param now Any steady clock, in milliseconds.
   * @param index The first chunk that is wanted: more than 0 when the beginning was kept.
   * @param position Where it begins in the stream.
   */
  constructor(terms: OfferTerms, now: number, index = 0, position = 0) {
    this.#terms = terms;
    this.#window = new CreditWindow(position);
    this.#window.asked(now);
    this.#nextIndex = index;
    this.#position = position;
    this.#written = position;
  }

  /** The next chunk that is wanted. */
  get nextIndex(): number {
    return this.#nextIndex;
  }

  /** Bytes that have arrived and are authentic, what was left out included. */
  get received(): number {
    return this.#position;
  }

  /** Bytes that are stored. */
  get written(): number {
    return this.#written;
  }

  /** Up to where the sender may send. */
  get limit(): number {
    return this.#window.limit;
  }

  /** Whether the final chunk has arrived. */
  get hasFinal(): boolean {
    return this.#hasFinal;
  }

  get #finalIndex(): number {
    return finalIndexOf(this.#terms.bytes ?? 0, this.#terms.chunkBytes);
  }

  /**
   * The channel is in sync again: what was in flight belongs to an epoch that is over. Send `continue` now.
   * @param now The same clock.
   */
  continue(now: number): void {
    this.#window.asked(now);
    this.#epoch = undefined;
    this.#continues++;
  }

  /**
   * The sender begins an epoch. Call {@link onWritten} with no bytes behind it: what it leaves out counts as stored.
   * @param epoch One more than the last.
   * @param index The next wanted chunk, or a later one when all bytes between belong to failed files.
   * @param continues How many `continue` its sender had taken; with fewer than were sent, it is about the past.
   * @param manifest The items, when there are any.
   * @param now The same clock.
   * @returns False when the sender broke the protocol.
   */
  onStream(epoch: number, index: number, continues: number, manifest: Manifest | undefined, now: number): boolean {
    if (epoch !== this.#nextEpoch || continues > this.#continues) {
      return false;
    }

    this.#nextEpoch++;
    if (continues < this.#continues) {
      return true;
    }

    this.#window.answered(now);
    if (index < this.#nextIndex || (index > this.#nextIndex && !this.#trySkipTo(index, manifest))) {
      return false;
    }

    this.#epoch = epoch;
    return true;
  }

  /** Judges a chunk by its header and the size of its plaintext, before it is opened. */
  judge(header: ChunkHeader, plaintextLength: number): ChunkVerdict {
    if (header.epoch < this.#nextEpoch && header.epoch !== this.#epoch) {
      return "discard";
    }

    const end = this.#position + plaintextLength;
    const isNext = header.epoch === this.#epoch && !this.#hasFinal && header.index === BigInt(this.#nextIndex);
    const isWithin = plaintextLength <= this.#terms.chunkBytes && end <= this.limit;
    return isNext && isWithin && this.#hasRightLength(header.isFinal, plaintextLength, end) ? "take" : "attack";
  }

  /** Notes that the next chunk was opened. */
  taken(length: number, isFinal: boolean): void {
    this.#nextIndex++;
    this.#position += length;
    this.#hasFinal = isFinal;
  }

  /**
   * Notes that bytes were stored, in order.
   * @param waiting Bytes that have arrived and are not stored yet, in the caller's hands.
   * @param now The same clock.
   * @returns Whether to tell the sender now.
   */
  onWritten(length: number, waiting: number, now: number): boolean {
    this.#written += length;
    this.#passSkipped();
    return this.#window.advance(this.#written, waiting, now);
  }

  #trySkipTo(index: number, manifest: Manifest | undefined): boolean {
    const target = index * this.#terms.chunkBytes;
    if (this.#hasFinal || manifest === undefined || index > this.#finalIndex || !manifest.isAllFailed(this.#position, target)) {
      return false;
    }

    this.#skipped.push({ from: this.#position, to: target });
    this.#position = target;
    this.#nextIndex = index;
    this.#passSkipped();
    return true;
  }

  #passSkipped(): void {
    for (let next = this.#skipped[0]; next !== undefined && next.from <= this.#written; next = this.#skipped[0]) {
      this.#written += next.to - next.from;
      this.#skipped.shift();
    }
  }

  #hasRightLength(isFinal: boolean, length: number, end: number): boolean {
    const { kind, bytes, chunkBytes } = this.#terms;
    if (kind === "stream") {
      return isFinal ? bytes === undefined || end === bytes : length > 0 && (bytes === undefined || end <= bytes);
    }

    return isFinal ? end === bytes && this.#nextIndex === this.#finalIndex : length === chunkBytes && this.#nextIndex < this.#finalIndex;
  }
}
