const longestMilliseconds = 10_000;
const firstMilliseconds = 100;

/** How often a request that failed is made again: at once, then less and less often, until nothing worked for 10 s. */
export class Perseverance {
  #failingSince = 0;
  #failures = 0;

  /** Something worked. */
  succeeded(): void {
    this.#failures = 0;
  }

  /** Something failed: how many milliseconds to wait before it is tried again, or undefined when it is given up. */
  failed(): number | undefined {
    if (this.#failures++ === 0) {
      this.#failingSince = performance.now();
      return 0;
    }

    const hasLasted = performance.now() - this.#failingSince >= longestMilliseconds;
    return hasLasted ? undefined : firstMilliseconds * 2 ** Math.min(this.#failures - 2, 4);
  }
}
