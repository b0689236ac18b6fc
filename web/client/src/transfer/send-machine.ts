import { type ChunkPlan, finalIndexOf, isSamePlan } from "./chunk-plan.js";
import type { EpochStart } from "./epoch-start.js";
import type { TransferKind } from "./transfer-kind.js";

/** Where the sending of a transfer stands. */
export type SendState =
  /** The offer is made; the other person has not answered. */
  | "waitingForAnswer"
  /** Chunks may be sent as far as the window goes. */
  | "streaming"
  /** The connection was lost; the receiver will say where to go on. */
  | "waitingForContinue"
  /** All is sent; the receiver has not yet said that it is in place. */
  | "waitingForComplete"
  /** The receiver has everything in place. */
  | "complete"
  /** Declined or cancelled by either side. */
  | "ended";

/**
 * The sender's side of one transfer (docs/sealed-protocol.md section 7): what may be sent when, and what an answer means.
 * Decides only; reading, sealing and sending belong to its caller. Every method about what the other side said returns false
 * when that broke the protocol; what it still says about a closed transfer is ignored.
 *
 *     waitingForAnswer    accept: streaming                     complete, when offered again: complete
 *     streaming           final chunk: waitingForComplete       lost sync: waitingForContinue
 *     waitingForComplete  complete: complete                    lost sync: waitingForContinue
 *     waitingForContinue  continue: streaming (or waitingForComplete when the receiver has all)
 *     any but complete    decline or cancel: ended
 */
export class SendMachine {
  readonly #chunkBytes: number;
  readonly #totalBytes: number | undefined;
  readonly #isLengthFree: boolean;
  readonly #isOfferedAgain: boolean;
  #state: SendState = "waitingForAnswer";
  #written = 0;
  #limit = 0;
  #index = 0;
  #position = 0;

  // The epoch of the chunks; a new one begins with its message.
  #epoch = 0;
  #nextEpoch = 0;
  #isStreamDue = false;
  #continues = 0;

  // Behind all that was ever sent or left out, in chunks and in bytes.
  #furthestIndex = 0;
  #furthest = 0;

  // Index behind the final chunk, once that was sent.
  #end: number | undefined;

  /**
   * An offer that is about to be made.
   * @param kind A stream may be sent in chunks of any length.
   * @param chunkBytes Plaintext of a full chunk.
   * @param totalBytes Length of the stream, when it is known.
   * @param isOfferedAgain The same transfer was offered before, on an earlier channel: the receiver may have all of it.
   */
  constructor(kind: TransferKind, chunkBytes: number, totalBytes: number | undefined, isOfferedAgain = false) {
    this.#isOfferedAgain = isOfferedAgain;
    this.#isLengthFree = kind === "stream";
    this.#chunkBytes = chunkBytes;
    this.#totalBytes = totalBytes;
  }

  /** Where it stands. */
  get state(): SendState {
    return this.#state;
  }

  /** Bytes that the receiver has confirmed as stored. */
  get written(): number {
    return this.#written;
  }

  /** Index of the next chunk. */
  get nextIndex(): number {
    return this.#index;
  }

  /** Index of the final chunk of a stream of known length and full chunks. */
  get finalIndex(): number {
    return finalIndexOf(this.#totalBytes ?? 0, this.#chunkBytes);
  }

  get #isClosed(): boolean {
    return this.#state === "complete" || this.#state === "ended";
  }

  /**
   * The receiver wants it.
   * @param index The first chunk that it wants: it may have kept the beginning.
   * @param limit Up to where it grants.
   * @param position Where that chunk begins, for chunks of any length: the caller knows it from what it kept. Without it they
   * can only begin at 0.
   */
  onAccept(index: number, limit: number, position?: number): boolean {
    if (this.#isClosed) {
      return true;
    }

    const freeMost = position === undefined ? 0 : Number.MAX_SAFE_INTEGER;
    if (this.#state !== "waitingForAnswer" || index < 0 || index > (this.#isLengthFree ? freeMost : this.finalIndex)) {
      return false;
    }

    this.#moveTo(index, position ?? this.positionOf(index));
    this.#written = this.#position;
    return this.#start(index, this.#position, limit);
  }

  /**
   * The receiver says where to go on after a lost connection.
   * @param index The next chunk that it wants.
   * @param limit Up to where it grants.
   * @param position Where that chunk begins; for chunks of any length the caller knows it from what it kept.
   */
  onContinue(index: number, limit: number, position: number): boolean {
    if (this.#isClosed) {
      return true;
    }

    const isPossible = index >= 0 && index <= this.#furthestIndex && position >= this.#written && position <= this.#furthest;
    if (this.#state === "waitingForAnswer" || !isPossible) {
      return false;
    }

    this.#continues++;
    return this.#start(index, position, limit);
  }

  /** Position of a chunk when all before it are full, or the end of the stream. */
  positionOf(index: number): number {
    return Math.min(index * this.#chunkBytes, this.#totalBytes ?? Number.MAX_SAFE_INTEGER);
  }

  /** The connection was lost: send nothing until the receiver says where to go on. */
  loseSync(): void {
    if (this.#state === "streaming" || this.#state === "waitingForComplete") {
      this.#state = "waitingForContinue";
    }
  }

  /** The receiver has stored more. */
  onProgress(written: number, limit: number): boolean {
    if (this.#isClosed) {
      return true;
    }

    if (this.#state === "waitingForAnswer" || written < this.#written || written > this.#furthest || limit < this.#limit) {
      return false;
    }

    this.#written = written;
    this.#limit = limit;
    return true;
  }

  /** The receiver has everything in place. */
  onComplete(): boolean {
    if (this.#isClosed) {
      return true;
    }

    const wasBefore = this.#state === "waitingForAnswer" && this.#isOfferedAgain;
    const isSent = (this.#state === "waitingForComplete" || this.#state === "waitingForContinue") && this.#end !== undefined;
    if (!wasBefore && !isSent) {
      return false;
    }

    this.#written = Math.max(this.#furthest, this.#totalBytes ?? 0);
    this.#state = "complete";
    return true;
  }

  /** Either side ended it. */
  end(): void {
    if (this.#state !== "complete") {
      this.#state = "ended";
    }
  }

  /** The `stream` message that is due, once for each epoch: send it at once, before any chunk. Undefined when none is. */
  tryBegin(): EpochStart | undefined {
    if (this.#state !== "streaming" || !this.#isStreamDue) {
      return undefined;
    }

    this.#isStreamDue = false;
    this.#epoch = this.#nextEpoch++;
    return { epoch: this.#epoch, index: this.#index, continues: this.#continues };
  }

  /** The chunk that may be sent now; undefined when none may, as always while a `stream` message is due. */
  tryPlan(): ChunkPlan | undefined {
    if (this.#state !== "streaming" || this.#isStreamDue) {
      return undefined;
    }

    const [index, position] = [this.#index, this.#position];
    const length = Math.min(this.#chunkBytes, (this.#totalBytes ?? Number.POSITIVE_INFINITY) - position);
    const isFinal = !this.#isLengthFree && index === this.finalIndex;
    return position + length > this.#limit ? undefined : { epoch: this.#epoch, index, position, length, isFinal };
  }

  /**
   * Takes a planned chunk as sent: only when it returns true may the chunk be sealed, once, and sent. It is false when
   * something happened since the plan was made; what was read for it is then of no use.
   * @param plan From {@link tryPlan}.
   * @param length How many bytes it holds; less than planned only when chunks may have any length.
   * @param isFinal Whether the stream ends with it; other than planned only when chunks may have any length.
   */
  trySend(plan: ChunkPlan, length: number, isFinal: boolean): boolean {
    const current = this.tryPlan();
    if (current === undefined || !isSamePlan(current, plan)) {
      return false;
    }

    this.#moveTo(this.#index + 1, this.#position + length);
    if (isFinal) {
      this.#end = this.#index;
      this.#state = "waitingForComplete";
    }

    return true;
  }

  /**
   * Asks for a new epoch at {@link nextIndex}, as behind every word that a file failed: without that word nobody can open
   * the chunks that follow it, so no relay can hold it back and let them pass.
   */
  beginEpoch(): void {
    this.#isStreamDue = true;
  }

  /**
   * Leaves out the rest of a failed file in a new epoch, when that saves chunks.
   * @param end Where the failed file ends in the stream. From {@link nextIndex} to there all must have failed.
   */
  trySkip(end: number): boolean {
    const target = Math.min(Math.floor(end / this.#chunkBytes), this.finalIndex);
    if (this.#state !== "streaming" || this.#isLengthFree || target <= this.#index) {
      return false;
    }

    this.#moveTo(target, this.positionOf(target));
    this.beginEpoch();
    return true;
  }

  #moveTo(index: number, position: number): void {
    this.#index = index;
    this.#position = position;
    this.#furthestIndex = Math.max(this.#furthestIndex, index);
    this.#furthest = Math.max(this.#furthest, position);
  }

  #start(index: number, position: number, limit: number): boolean {
    if (limit < this.#limit || (this.#totalBytes !== undefined && position > this.#totalBytes)) {
      return false;
    }

    this.#limit = limit;
    this.#index = index;
    this.#position = position;
    if (index === this.#end) {
      this.#state = "waitingForComplete"; // Everything was received; only the last word was lost.
      return true;
    }

    if (this.#isLengthFree) {
      this.#end = undefined; // The rest may be cut otherwise this time.
    }

    this.#state = "streaming";
    this.beginEpoch();
    return true;
  }
}
