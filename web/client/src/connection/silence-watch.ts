import { silenceBeforePingMilliseconds } from "../relay/relay-limits.js";

const tickMilliseconds = 1000;
const longestSilenceMilliseconds = 25_000;
const longestPingMilliseconds = 8000;
const longestDoubtMilliseconds = 5000;

/** What a {@link SilenceWatch} looks at and does. */
export interface Watched {
  /** How many bytes have come on the connection of now. */
  bytesReceived(): number;

  /** Sends a ping, or puts it in line. */
  ping(): void;

  /** The connection is dead. */
  giveUp(): void;
}

/**
 * Notices a connection that is half dead, and keeps proxies from closing a quiet one (docs/relay-protocol.md section 3):
 * pings after 15 s without sending or receiving, gives up after 25 s without a byte when it wanted to ping 8 s ago. What
 * counts is that it wanted to: behind a frame that the network does not take, a ping cannot be sent.
 */
export class SilenceWatch {
  readonly #watched: Watched;
  #timer: ReturnType<typeof setInterval> | undefined;
  #sentAt = 0;
  #receivedAt = 0;
  #pingedAt: number | undefined;
  #doubtedAt: number | undefined;
  #lookedAt = 0;
  #lastBytes = 0;

  constructor(watched: Watched) {
    this.#watched = watched;
  }

  start(): void {
    this.renew();
    this.#lookedAt = performance.now();
    this.#timer = setInterval(() => this.#look(), tickMilliseconds);
  }

  /** There is a new connection, or none. */
  renew(): void {
    this.sent();
    this.received();
  }

  /** Something was sent. */
  sent(): void {
    this.#sentAt = performance.now();
  }

  /** Something has come. */
  received(): void {
    this.#receivedAt = performance.now();
    this.#pingedAt = undefined;
    this.#doubtedAt = undefined;
  }

  /** The network may be another one now: asks whether the connection lives, and gives it up when nothing comes for 5 s. */
  doubt(): void {
    this.#doubtedAt ??= performance.now();
    this.#pingedAt = performance.now();
    this.#watched.ping();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #look(): void {
    const now = performance.now();
    const hasSlept = now - this.#lookedAt > longestPingMilliseconds;
    this.#lookedAt = now;
    const bytes = this.#watched.bytesReceived();
    if (bytes !== this.#lastBytes) {
      this.#lastBytes = bytes;
      this.received();
    }

    const silence = now - this.#receivedAt;
    const pinging = this.#pingedAt === undefined ? 0 : now - this.#pingedAt;
    const isDoubtful = this.#doubtedAt !== undefined && now - this.#doubtedAt >= longestDoubtMilliseconds;
    if (!hasSlept && (isDoubtful || (silence >= longestSilenceMilliseconds && pinging >= longestPingMilliseconds))) {
      this.renew();
      this.#watched.giveUp();
      return;
    }

    // Once more when a ping has not helped: what reads nothing must still be heard.
    const isQuiet = now - this.#sentAt >= silenceBeforePingMilliseconds || silence >= silenceBeforePingMilliseconds;
    if (isQuiet && (this.#pingedAt === undefined || pinging >= silenceBeforePingMilliseconds || hasSlept)) {
      this.#pingedAt = now;
      this.#watched.ping();
    }
  }
}
