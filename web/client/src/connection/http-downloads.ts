import { connectionHeader, offsetHeader, pollHeader, pollValue } from "../relay/relay-http.js";
import { Perseverance } from "./perseverance.js";
import { TransportLostError } from "./relay-transport.js";
import { delay } from "./waiting.js";

const beginningBoundMilliseconds = 3000;

// An answer without a byte that took less was no poll that waited: something on the way makes it up.
const shortestEmptyPollMilliseconds = 5000;

/**
 * Reads the down stream of an HTTP connection, request after request: one that ends or is cut is made again from the byte
 * that was reached. Changes from streaming to polling when the beginning of the stream is held back somewhere.
 */
export class HttpDownloads {
  readonly #address: string;
  readonly #id: string;
  readonly #stop = new AbortController();
  readonly #perseverance = new Perseverance();
  #body: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #request = new AbortController();
  #received = 0;
  #askedAt = 0;
  #polls: boolean;

  constructor(address: string, id: string, polls: boolean) {
    this.#address = address;
    this.#id = id;
    this.#polls = polls;
  }

  /** How many bytes of the stream have come. */
  get received(): number {
    return this.#received;
  }

  /** Whether it asks again and again instead of having it streamed. */
  get polls(): boolean {
    return this.#polls;
  }

  /**
   * What is there, at least one byte.
   * @throws TransportLostError when the connection is lost.
   */
  async read(): Promise<Uint8Array> {
    for (;;) {
      let cause: unknown;
      try {
        const bytes = !this.#polls && this.#received === 0 ? await this.#readBeginning() : await this.#readOnce();
        if (bytes.length > 0) {
          this.#received += bytes.length;
          this.#perseverance.succeeded();
          return bytes;
        }

        this.#drop();
        if (this.#polls && performance.now() - this.#askedAt >= shortestEmptyPollMilliseconds) {
          continue; // A poll that waited.
        }
      } catch (error) {
        if (error instanceof TransportLostError || this.#stop.signal.aborted) {
          throw lost(error);
        }

        cause = error;
        this.#drop();
      }

      await this.#pause(cause);
    }
  }

  /** Ends what is under way. */
  abort(): void {
    this.#stop.abort();
    this.#drop();
  }

  // The relay begins with a welcome: when not even that comes, a proxy collects the answer before it passes it on.
  async #readBeginning(): Promise<Uint8Array> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.#request.abort();
    }, beginningBoundMilliseconds);
    try {
      return await this.#readOnce();
    } catch (error) {
      if (!isLate) {
        throw error;
      }

      this.#drop();
      this.#polls = true;
      return await this.#readOnce();
    } finally {
      clearTimeout(timer);
    }
  }

  async #readOnce(): Promise<Uint8Array> {
    this.#body ??= await this.#ask();
    for (;;) {
      const { value, done } = await this.#body.read();
      if (done || value.length > 0) {
        return value ?? new Uint8Array();
      }
    }
  }

  async #ask(): Promise<ReadableStreamDefaultReader<Uint8Array>> {
    this.#askedAt = performance.now();
    this.#request = new AbortController();
    const answer = await fetch(this.#address, {
      headers: {
        [connectionHeader]: this.#id,
        [offsetHeader]: String(this.#received),
        ...(this.#polls ? { [pollHeader]: pollValue } : {}),
      },
      redirect: "error",
      credentials: "omit",
      signal: AbortSignal.any([this.#stop.signal, this.#request.signal]),
    });
    if (answer.status === 404 || answer.status === 409) {
      throw new TransportLostError("The relay no longer knows this connection.");
    }

    if (answer.status !== 200 || answer.body === null) {
      throw new Error(`HTTP ${answer.status}`);
    }

    return answer.body.getReader();
  }

  async #pause(cause: unknown): Promise<void> {
    const pause = this.#perseverance.failed();
    if (pause === undefined || this.#stop.signal.aborted) {
      throw lost(cause);
    }

    await delay(pause, this.#stop.signal).catch((error: unknown) => {
      throw lost(error);
    });
  }

  #drop(): void {
    this.#request.abort();
    this.#body = undefined;
  }
}

function lost(cause: unknown): TransportLostError {
  return cause instanceof TransportLostError ? cause : new TransportLostError("The connection to the relay was lost.", undefined, cause);
}
