import { deferred } from "./waiting.js";

interface Posted {
  readonly frame: Uint8Array;
  readonly isWanted: (() => boolean) | undefined;
  readonly passed: (isSent: boolean) => void;
}

/** Frames that wait to be sent, one after the other. */
export class FrameLine {
  readonly #send: (frame: Uint8Array) => Promise<boolean>;
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
    const passed = deferred<boolean>();
    this.#posted.push({ frame, isWanted, passed: passed.resolve });
    this.#write();
    return passed.promise;
  }

  async #write(): Promise<void> {
    if (this.#isWriting) {
      return;
    }

    this.#isWriting = true;
    for (let posted = this.#posted.shift(); posted !== undefined; posted = this.#posted.shift()) {
      posted.passed(posted.isWanted?.() !== false && (await this.#send(posted.frame)));
    }

    this.#isWriting = false;
  }
}
