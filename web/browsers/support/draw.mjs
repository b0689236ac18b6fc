/** Numbers that follow from a seed (xorshift32). */
export class Draw {
  #state;

  constructor(seed) {
    this.#state = Math.imul(seed + 1, 2_654_435_761) || 1;
  }

  /** A whole number from one to another, both included. */
  within(least, most) {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return least + ((this.#state >>> 0) % (most - least + 1));
  }
}
