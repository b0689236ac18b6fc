/** An async iterable that is fed from outside: every reader gets all of it, from the first on. */
export class Feed<T> implements AsyncIterable<T> {
  readonly #values: T[] = [];
  #isClosed = false;
  #error: Error | undefined;
  #wake: (() => void)[] = [];

  push(...values: readonly T[]): void {
    this.#values.push(...values);
    this.#wakeAll();
  }

  close(error?: Error): void {
    this.#isClosed = true;
    this.#error = error;
    this.#wakeAll();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T> {
    for (let place = 0; ; ) {
      const value = this.#values[place];
      if (value !== undefined) {
        place++;
        yield value;
      } else if (this.#isClosed) {
        if (this.#error !== undefined) throw this.#error;
        return;
      } else await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  #wakeAll(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
