import type { ShareTransport } from "../share-status.js";
import { noCloseCode, type RelayTransport, TransportLostError } from "./relay-transport.js";

/** How a connection was lost. */
export interface TransportLoss {
  /** How long it had been there. */
  readonly lastedMilliseconds: number;

  /** Whether it ended without the relay's having closed it. */
  readonly isCut: boolean;

  /** Whether it was given up because nothing came any more. */
  readonly isSilent: boolean;
}

/** A transport that has brought its first frame, and that tells how it is lost. */
export class WatchedTransport implements RelayTransport {
  readonly transport: ShareTransport;
  readonly #inner: RelayTransport;
  readonly #onLost: (loss: TransportLoss) => void;
  readonly #since: number = performance.now();
  #first: Uint8Array | undefined;
  #isOver = false;
  #isSilent = false;

  private constructor(inner: RelayTransport, first: Uint8Array, transport: ShareTransport, onLost: (loss: TransportLoss) => void) {
    this.#inner = inner;
    this.#first = first;
    this.transport = transport;
    this.#onLost = onLost;
  }

  /**
   * Waits for the first frame: a connection that does not even bring that is none.
   * @throws TransportLostError when it was lost before.
   */
  static async welcome(
    inner: RelayTransport,
    transport: () => ShareTransport,
    onLost: (loss: TransportLoss) => void,
    signal: AbortSignal,
  ): Promise<WatchedTransport> {
    const onAbort = () => inner.abort();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      signal.throwIfAborted();
      const first = await inner.receive();
      return new WatchedTransport(inner, first, transport(), onLost);
    } catch (error) {
      inner.abort();
      throw error;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  get bytesReceived(): number {
    return this.#inner.bytesReceived;
  }

  send(frame: Uint8Array): Promise<void> {
    return this.#telling(this.#inner.send(frame));
  }

  receive(): Promise<Uint8Array> {
    const first = this.#first;
    this.#first = undefined;
    return first === undefined ? this.#telling(this.#inner.receive()) : Promise.resolve(first);
  }

  close(boundMilliseconds: number): Promise<void> {
    this.#isOver = true;
    return this.#inner.close(boundMilliseconds);
  }

  abort(): void {
    this.#isOver = true;
    this.#inner.abort();
  }

  giveUp(): void {
    this.#isSilent = true;
    this.#inner.abort();
  }

  async #telling<T>(what: Promise<T>): Promise<T> {
    try {
      return await what;
    } catch (error) {
      if (error instanceof TransportLostError && !this.#isOver) {
        this.#isOver = true;
        this.#onLost({
          lastedMilliseconds: performance.now() - this.#since,
          isCut: error.closeCode === noCloseCode,
          isSilent: this.#isSilent,
        });
      }

      throw error;
    }
  }
}
