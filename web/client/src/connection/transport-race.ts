import { ShareError } from "../share-error.js";
import { errorOfNetwork, errorOfSilence } from "./relay-errors.js";
import type { TransportFamily, TransportPlan } from "./transport-choice.js";
import { delay } from "./waiting.js";
import type { WatchedTransport } from "./watched-transport.js";

interface Attempt {
  readonly family: TransportFamily;
  readonly transport?: WatchedTransport;
  readonly error?: ShareError;
  readonly isSilence: boolean;
}

/**
 * Tries one transport, and the other beside it when the first takes long or fails; who brings a welcome first wins, and the
 * other is ended. When neither works, the reason that tells more is told.
 */
export class TransportRace {
  readonly #relay: URL;
  readonly #timeoutMilliseconds: number;
  readonly #connect: (family: TransportFamily, signal: AbortSignal) => Promise<WatchedTransport>;

  constructor(
    relay: URL,
    timeoutMilliseconds: number,
    connect: (family: TransportFamily, signal: AbortSignal) => Promise<WatchedTransport>,
  ) {
    this.#relay = relay;
    this.#timeoutMilliseconds = timeoutMilliseconds;
    this.#connect = connect;
  }

  /** @throws ShareError when neither works; the signal's reason when it was aborted. */
  async run(plan: TransportPlan, signal: AbortSignal): Promise<WatchedTransport> {
    const over = new AbortController();
    const bound = setTimeout(() => over.abort(), this.#timeoutMilliseconds);
    const onAbort = () => over.abort();
    signal.addEventListener("abort", onAbort, { once: true });
    const attempts = [this.#try(plan.first, over.signal)];
    let winner: WatchedTransport | undefined;
    try {
      const first = await Promise.race([attempts[0], delay(plan.headStartMilliseconds, over.signal).catch(() => {})]);
      if (first === undefined || !isFinal(first)) {
        attempts.push(this.#try(plan.first === "webSocket" ? "http" : "webSocket", over.signal));
      }

      const best = await firstFinal(attempts);
      signal.throwIfAborted();
      winner = best.transport;
      if (winner === undefined) {
        throw best.error;
      }

      return winner;
    } finally {
      clearTimeout(bound);
      signal.removeEventListener("abort", onAbort);
      over.abort();
      for (const attempt of attempts) {
        attempt.then(({ transport }) => transport === winner || transport?.abort());
      }
    }
  }

  async #try(family: TransportFamily, signal: AbortSignal): Promise<Attempt> {
    try {
      return { family, transport: await this.#connect(family, signal), isSilence: false };
    } catch (error) {
      return signal.aborted
        ? { family, error: errorOfSilence(this.#relay, this.#timeoutMilliseconds), isSilence: true }
        : { family, error: error instanceof ShareError ? error : errorOfNetwork(this.#relay, error), isSilence: false };
    }
  }
}

/** Whether it works, or the relay itself said no. */
function isFinal({ transport, error }: Attempt): boolean {
  return transport !== undefined || (error !== undefined && ["relayBusy", "relayVersion", "relayBroken"].includes(error.code));
}

/** The first that works or shows that nothing else can; when all have failed, the one that tells most. */
async function firstFinal(attempts: readonly Promise<Attempt>[]): Promise<Attempt> {
  return new Promise((resolve) => {
    const ended: Attempt[] = [];
    attempts.forEach((attempt, place) => {
      attempt.then((result) => {
        ended[place] = result;
        if (isFinal(result)) {
          resolve(result);
        } else if (ended.filter((other) => other !== undefined).length === attempts.length) {
          // Silence tells least; then HTTP tells more than WebSocket, of which a browser says nothing.
          const told = ended.filter((other) => !other.isSilence);
          resolve(told.find(({ family }) => family === "http") ?? told[0] ?? result);
        }
      });
    });
  });
}
