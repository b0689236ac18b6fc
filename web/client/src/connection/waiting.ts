/** A promise with its ends outside. */
export interface Deferred<T> {
  readonly promise: Promise<T>;
  resolve(value: T): void;
  reject(reason: unknown): void;
}

/** Makes one whose rejection nobody has to hear. */
export function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => {};
  let reject: (reason: unknown) => void = () => {};
  const promise = new Promise<T>((onResolve, onReject) => {
    resolve = onResolve;
    reject = onReject;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}

/** Fulfilled after a time; rejected with the signal's reason when it is aborted before. */
export function delay(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }

    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", onAbort);
      resolve();
    }, milliseconds);
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

/** Fulfilled when the promise has ended, however, or after a time. Leaves no timer behind that would keep a process alive. */
export async function within(promise: Promise<unknown>, milliseconds: number): Promise<void> {
  const stop = new AbortController();
  try {
    await Promise.race([promise.catch(() => {}), delay(milliseconds, stop.signal).catch(() => {})]);
  } finally {
    stop.abort();
  }
}

/** The promise's end, or the signal's reason if that comes first. The promise itself goes on. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) {
    return promise;
  }

  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) {
      onAbort();
      promise.catch(() => {});
      return;
    }

    signal.addEventListener("abort", onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}

/** Tells everybody who waits that something has changed. Take `next` before looking whether a wait is needed. */
export class Pulse {
  #next = deferred<void>();

  /** Ends with the next beat. */
  get next(): Promise<void> {
    return this.#next.promise;
  }

  beat(): void {
    const next = this.#next;
    this.#next = deferred<void>();
    next.resolve();
  }
}

/** Values in order, from one who never waits to one who does. */
export class Queue<T> {
  readonly #values: T[] = [];
  #begin = 0;
  readonly #pulse = new Pulse();
  #end: { readonly reason: unknown } | undefined;

  get size(): number {
    return this.#values.length - this.#begin;
  }

  /** False when it has ended. */
  push(value: T): boolean {
    if (this.#end !== undefined) {
      return false;
    }

    this.#values.push(value);
    this.#pulse.beat();
    return true;
  }

  /** No more will come; what is in it is still to be had. With a reason: whoever has taken all is told. */
  end(reason?: unknown): void {
    this.#end ??= { reason };
    this.#pulse.beat();
  }

  /** The next one that is there. */
  tryTake(): T | undefined {
    if (this.size === 0) {
      return undefined;
    }

    const value = this.#values[this.#begin];
    this.#begin++;
    if (this.#begin > 1024 || this.#begin === this.#values.length) {
      this.#values.splice(0, this.#begin);
      this.#begin = 0;
    }

    return value;
  }

  /** The next one; undefined when it has ended without a reason. */
  async take(signal?: AbortSignal): Promise<T | undefined> {
    for (;;) {
      const next = this.#pulse.next;
      if (this.size > 0) {
        return this.tryTake();
      }

      if (this.#end !== undefined) {
        if (this.#end.reason === undefined) {
          return undefined;
        }

        throw this.#end.reason;
      }

      await orAborted(next, signal);
    }
  }
}
