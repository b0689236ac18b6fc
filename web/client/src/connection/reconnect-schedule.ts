const firstMilliseconds = 250;
const longestMilliseconds = 30_000;

/**
 * How long to wait before each try to connect again: none before the first, then doubling up to 30 s, with jitter so that
 * clients of a restarted relay do not come all at once.
 */
export class ReconnectSchedule {
  readonly #fraction: () => number;
  #tries = 0;

  /** @param fraction A number from 0 to 1 that differs between clients. */
  constructor(fraction: () => number = Math.random) {
    this.#fraction = fraction;
  }

  /** Milliseconds to wait before the next try. */
  next(): number {
    const tries = this.#tries++;
    if (tries === 0) {
      return 0;
    }

    const full = Math.min(firstMilliseconds * 2 ** Math.min(tries - 1, 10), longestMilliseconds);
    return full * (0.5 + this.#fraction() / 2);
  }

  /** A connection worked: the next loss begins anew. */
  reset(): void {
    this.#tries = 0;
  }
}
