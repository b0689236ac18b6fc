import { firstWindowBytes, maxWindowBytes } from "./transfer-limits.js";

const reportMilliseconds = 200;

/**
 * How far a receiver lets its sender run ahead (docs/sealed-protocol.md section 7.3): what comes in twice the way there and
 * back, so that it is not the window that holds a sender up, within fixed bounds; and no more than is of use on a short
 * path, or when it is the storing that is slow. No clock: time is passed in.
 */
export class CreditWindow {
  #window = firstWindowBytes;
  #limit: number;

  // What was last told to the sender.
  #reported: number;
  #reportedAt: number | undefined;

  // Since when and where it is measured how long a whole window takes.
  #measured: number;
  #measuredAt = 0;

  // The way there and back, and since when an answer is under way.
  #way = 0;
  #askedAt: number | undefined;

  /** A window for a stream that begins at a position, in bytes. */
  constructor(position: number) {
    this.#reported = position;
    this.#measured = position;
    this.#limit = position + this.#window;
  }

  /** Up to where the sender may send. */
  get limit(): number {
    return this.#limit;
  }

  /**
   * The sender was asked to begin, or to go on.
   * @param now Any steady clock, in milliseconds.
   */
  asked(now: number): void {
    this.#askedAt = now;
  }

  /** The sender begins. When it was asked to: so long is the way there and back. */
  answered(now: number): void {
    if (this.#askedAt !== undefined) {
      this.#way = now - this.#askedAt;
      this.#askedAt = undefined;
    }
  }

  /**
   * Decides whether to tell the sender now, and grants on.
   * @param written Everything before this is stored.
   * @param waiting Bytes that have arrived behind it and are not stored yet.
   * @param now The same clock.
   * @returns True when a progress message is due.
   */
  advance(written: number, waiting: number, now: number): boolean {
    this.#measure(written, waiting, now);
    const isLongAgo = this.#reportedAt === undefined || now - this.#reportedAt >= reportMilliseconds;
    const isDue = written - this.#reported >= this.#window / 4 || (written > this.#reported && isLongAgo);
    if (isDue) {
      this.#reported = written;
      this.#reportedAt = now;
      this.#limit = Math.max(this.#limit, written + this.#window);
    }

    return isDue;
  }

  // When the window holds the sender up, a window takes as long as its way there and back: if it takes not
  // much longer, grow. With much waiting it is not the window that holds anything up.
  #measure(written: number, waiting: number, now: number): void {
    if (this.#reportedAt === undefined) {
      this.#measuredAt = now;
    }

    if (written - this.#measured < this.#window) {
      return;
    }

    if (now - this.#measuredAt <= 2 * this.#way && waiting <= this.#window / 2) {
      this.#window = Math.min(this.#window * 2, maxWindowBytes);
    }

    this.#measured = written;
    this.#measuredAt = now;
  }
}
