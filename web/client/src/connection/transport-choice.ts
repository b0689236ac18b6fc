/** WebSocket or plain HTTP. */
export type TransportFamily = "webSocket" | "http";

/** What to try. */
export interface TransportPlan {
  readonly first: TransportFamily;

  /** How long it is alone; then, or when it has failed, the other begins beside it. */
  readonly headStartMilliseconds: number;
}

/** How long a look at WebSocket in the background may take. */
export const probeBoundMilliseconds = 8000;

const headStartMilliseconds = 4000;

// When HTTP is what works, how long a new look at WebSocket may hold up the connection.
const probeHeadStartMilliseconds = 1000;

// A connection that lived for less was cut soon. One that is cut later costs little: it is simply made again.
const soonMilliseconds = 30_000;

// Cuts that are further apart have nothing to do with each other.
const strikesLastMilliseconds = 180_000;
const firstProbeMilliseconds = 60_000;
const longestProbeMilliseconds = 900_000;
const mostStrikes = 2;

/**
 * Which transport to use, from what happened with them so far (docs/relay-protocol.md section 2.3). WebSocket unless it
 * does not get through or is cut again and again soon after it began; then HTTP, and now and then a look whether WebSocket
 * works again. Pure: time is passed in, in milliseconds from any beginning.
 */
export class TransportChoice {
  #prefersHttp: boolean;
  #polls: boolean;
  #strikeAt: number | undefined;
  #probeInterval = firstProbeMilliseconds;
  #probeAt: number | undefined;
  #cameBack = false;
  #strikes = 0;

  constructor(prefersHttp = false, polls = false) {
    this.#prefersHttp = prefersHttp;
    this.#polls = polls;
  }

  /** Whether HTTP is what works here. */
  get prefersHttp(): boolean {
    return this.#prefersHttp;
  }

  /** Whether over HTTP streams are held back. */
  get polls(): boolean {
    return this.#polls;
  }

  /** What to try now. */
  next(now: number): TransportPlan {
    if (!this.#prefersHttp) {
      return { first: "webSocket", headStartMilliseconds };
    }

    if (!this.isProbeDue(now)) {
      return { first: "http", headStartMilliseconds };
    }

    this.webSocketFailed(now); // Until it turns out otherwise.
    return { first: "webSocket", headStartMilliseconds: probeHeadStartMilliseconds };
  }

  /** Whether it is time to look whether WebSocket works again. */
  isProbeDue(now: number): boolean {
    if (!this.#prefersHttp) {
      return false;
    }

    this.#probeAt ??= now + this.#probeInterval;
    return now >= this.#probeAt;
  }

  /** A WebSocket connection came up and said welcome. */
  webSocketWorked(): void {
    this.#cameBack = this.#prefersHttp;
    this.#prefersHttp = false;
    this.#probeAt = undefined;
  }

  /** WebSocket was tried and did not get through. */
  webSocketFailed(now: number): void {
    if (this.#prefersHttp) {
      this.#probeInterval = Math.min(this.#probeInterval * 2, longestProbeMilliseconds);
      this.#probeAt = now + this.#probeInterval;
    }
  }

  /** A WebSocket connection was lost without the relay's having closed it. */
  webSocketCut(now: number, lastedMilliseconds: number): void {
    if (lastedMilliseconds >= soonMilliseconds) {
      this.#strikes = 0;
      this.#cameBack = false;
      this.#probeInterval = firstProbeMilliseconds;
      return;
    }

    this.#strikes = this.#strikeAt !== undefined && now - this.#strikeAt < strikesLastMilliseconds ? this.#strikes + 1 : 1;
    this.#strikeAt = now;
    if (this.#strikes >= mostStrikes || this.#cameBack) {
      // Coming back was too early: the next time is later.
      this.#probeInterval = this.#cameBack ? Math.min(this.#probeInterval * 2, longestProbeMilliseconds) : this.#probeInterval;
      this.#preferHttp(now);
    }
  }

  /** An HTTP connection came up and said welcome. */
  httpWorked(now: number, polls: boolean): void {
    this.#polls = polls;
    if (!this.#prefersHttp) {
      this.#preferHttp(now);
    }
  }

  /** An HTTP connection fell silent: what was streamed is held back now. */
  httpSilent(): void {
    this.#polls = true;
  }

  #preferHttp(now: number): void {
    this.#prefersHttp = true;
    this.#strikes = 0;
    this.#cameBack = false;
    this.#probeAt = now + this.#probeInterval;
  }
}
