const most = 3;

/** The host's own count of wrong guesses at its code, whatever the relay says. */
export class GuessCounter {
  #count = 0;

  /** Wrong guesses so far. */
  get count(): number {
    return this.#count;
  }

  /** One more; false when there were too many. */
  add(): boolean {
    this.#count++;
    return this.#count < most;
  }
}
