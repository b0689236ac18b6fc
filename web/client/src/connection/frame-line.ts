import { deferred } from "./waiting.js";

interface Posted {
  readonly frame: Uint8Array;
  readonly isWanted: (() => boolean) | undefined;
  readonly passed: (isSent: boolean) => void;
}

/**
 * Frames that wait to be sent, one after the other. What is urgent goes out before every other frame whose turn comes later:
 * the lock of a room before the step of the handshake that makes the other side rely on it, also when both have waited for
 * another connection.
 */
export class FrameLine {
  readonly #send: (frame: Uint8Array) => Promise<boolean>;
  readonly #urgent: Posted[] = [];
  readonly #posted: Posted[] = [];
  #isWriting = false;

  /** @param send Sends one; false when there is no connection. */
  constructor(send: (frame: Uint8Array) => Promise<boolean>) {
    this.#send = send;
  }

  /**
   * Puts one in line. Fulfilled with false when it was not sent at its turn.
   * @param isWanted Asked when its turn has come: whether it may still follow what was sent meanwhile.
   */
  send(frame: Uint8Array, isWanted?: () => boolean): Promise<boolean> {
    return this.#put(this.#posted, frame, isWanted);
  }

  /** Puts one in line before all that are not urgent. Fulfilled with false when it was not sent at its turn. */
  sendUrgent(frame: Uint8Array): Promise<boolean> {
    return this.#put(this.#urgent, frame, undefined);
  }

  #put(line: Posted[], frame: Uint8Array, isWanted: (() => boolean) | undefined): Promise<boolean> {
    const passed = deferred<boolean>();
    line.push({ frame, isWanted, passed: passed.resolve });
    this.#write();
    return passed.promise;
  }

  async #write(): Promise<void> {
    if (this.#isWriting) {
      return;
    }

    this.#isWriting = true;
    for (let posted = this.#next(); posted !== undefined; posted = this.#next()) {
      posted.passed(posted.isWanted?.() !== false && (await this.#send(posted.frame)));
    }

    this.#isWriting = false;
  }

  #next(): Posted | undefined {
    return this.#urgent.shift() ?? this.#posted.shift();
  }
}
