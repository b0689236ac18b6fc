import { firstWindowBytes, maxWindowBytes } from "./transfer-limits.js";

const reportMilliseconds = 200;
const growthMilliseconds = 500;

/**
 * How far a receiver lets its sender run ahead (docs/sealed-protocol.md section 7.3): what is stored in half a second at
 * least, so that it is not the window that holds a sender up on any usual path, within fixed bounds. No clock: time is
 * passed in.
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
   * Decides whether to tell the sender now, and grants on.
   * @param written Everything before this is stored.
   * @param now Any steady clock, in milliseconds.
   * @returns True when a progress message is due.
   */
  advance(written: number, now: number): boolean {
    this.#measure(written, now);
    const isLongAgo = this.#reportedAt === undefined || now - this.#reportedAt >= reportMilliseconds;
    const isDue = written - this.#reported >= this.#window / 4 || (written > this.#reported && isLongAgo);
    if (isDue) {
      this.#reported = written;
      this.#reportedAt = now;
      this.#limit = Math.max(this.#limit, written + this.#window);
    }

    return isDue;
  }

  // When the window holds the sender up, a window takes as long as its way there and back: if that is short, grow.
  #measure(written: number, now: number): void {
    if (this.#reportedAt === undefined) {
      this.#measuredAt = now;
    }

    if (written - this.#measured < this.#window) {
      return;
    }

    if (now - this.#measuredAt <= growthMilliseconds) {
      this.#window = Math.min(this.#window * 2, maxWindowBytes);
    }

    this.#measured = written;
    this.#measuredAt = now;
  }
}
