import type { IncomingOffer } from "../incoming-offer.js";
import type { ReceiveTarget } from "../receive-target.js";
import type { ShareClient } from "../share-client.js";
import type { ShareContent } from "../share-content.js";
import { ShareError } from "../share-error.js";
import type { ShareSession } from "../share-session.js";
import type { Transfer } from "../transfer-progress.js";
import { readableOver, writableOver } from "./port-stream.js";
import {
  type FromWorker,
  type ToWorker,
  toWire,
  type WireContent,
  type WireOffer,
  type WireSession,
  type WireTarget,
  type WorkerCall,
} from "./worker-messages.js";

/** What a worker's scope, or a port, has. */
export interface Endpoint {
  postMessage(message: FromWorker): void;
  addEventListener(type: "message", listener: (event: MessageEvent<ToWorker>) => void): void;
}

/**
 * Serves a client to a page: the one line of a worker's script.
 * @example
 * serveClient(createLocalClient(), self);
 */
export function serveClient(client: ShareClient, endpoint: Endpoint): void {
  const served = new ServedClient(client, endpoint);
  endpoint.addEventListener("message", ({ data }) => served.take(data));
}

class ServedClient {
  readonly #client: ShareClient;
  readonly #endpoint: Endpoint;
  readonly #running = new Map<number, AbortController>();
  readonly #sessions = new Map<number, ShareSession>();
  readonly #offers = new Map<number, IncomingOffer>();

  constructor(client: ShareClient, endpoint: Endpoint) {
    this.#client = client;
    this.#endpoint = endpoint;
  }

  async take(message: ToWorker): Promise<void> {
    if ("abort" in message) {
      this.#running.get(message.abort)?.abort();
      return;
    }

    const { number, call } = message;
    const abort = new AbortController();
    this.#running.set(number, abort);
    try {
      const value = await this.#answer(number, call, abort.signal);
      this.#endpoint.postMessage({ type: "answer", number, value });
    } catch (error) {
      this.#endpoint.postMessage({ type: "failure", number, error: toWire(error) });
    } finally {
      this.#running.delete(number);
    }
  }

  async #answer(number: number, call: WorkerCall, signal: AbortSignal): Promise<unknown> {
    switch (call.type) {
      case "open":
        return this.#keep(number, await this.#client.open({ ...call.options, signal }));
      case "join":
        return this.#keep(number, await this.#client.join(call.codeOrLink, { ...call.options, signal }));
      case "resume":
        return this.#keep(
          number,
          await this.#client.resume(call.unfinished, {
            ...call.options,
            signal,
            ...(call.files === undefined ? {} : { files: call.files }),
          }),
        );
      case "abilities":
        return this.#client.abilities();
      case "unfinished":
        return this.#client.unfinished();
      case "discard":
        return this.#client.discard(call.unfinished);
      case "accept":
        return this.#follow(number, this.#offer(call.offer).accept(targetOf(call.target), { signal }));
      case "decline":
        return this.#offer(call.offer).decline();
      default:
        return this.#answerOfSession(number, call, signal);
    }
  }

  async #answerOfSession(number: number, call: Extract<WorkerCall, { session: number }>, signal: AbortSignal): Promise<unknown> {
    const session = this.#sessions.get(call.session);
    if (session === undefined) {
      return call.type === "close" || call.type === "leave" ? undefined : closed();
    }

    switch (call.type) {
      case "waitForPeer":
        return session.waitForPeer({ signal });
      case "send":
        return this.#follow(number, session.send(contentOf(call.content), { signal }));
      case "receiveOffer":
        return this.#show(number, await session.receiveOffer({ signal }));
      case "runResumed": {
        const transfer = session.takeResumed({ signal })?.transfer;
        return transfer === undefined ? undefined : this.#follow(number, transfer);
      }
      case "close":
        return session.close().finally(() => this.#sessions.delete(call.session));
      case "leave":
        return session.leave().finally(() => this.#sessions.delete(call.session));
    }
  }

  #keep(number: number, session: ShareSession): WireSession {
    this.#sessions.set(number, session);
    this.#tellStatus(number, session);
    const { code, link, relay, resumes } = session;
    return { session: number, code, link, relay, resumes };
  }

  async #tellStatus(session: number, from: ShareSession): Promise<void> {
    try {
      for await (const status of from.status()) {
        this.#endpoint.postMessage({ type: "status", session, status });
      }

      this.#endpoint.postMessage({ type: "statusEnd", session, error: undefined });
    } catch (error) {
      this.#endpoint.postMessage({ type: "statusEnd", session, error: toWire(error) });
    }
  }

  async #follow(number: number, transfer: Transfer): Promise<unknown> {
    for await (const progress of transfer) {
      this.#endpoint.postMessage({ type: "progress", number, progress });
    }

    return transfer.summary;
  }

  #show(number: number, offer: IncomingOffer | undefined): WireOffer | undefined {
    if (offer === undefined) {
      return undefined;
    }

    this.#offers.set(number, offer);
    const tell = () => this.#endpoint.postMessage({ type: "offerCancelled", offer: number, error: toWire(offer.cancelled.reason) });
    offer.cancelled.aborted ? tell() : offer.cancelled.addEventListener("abort", tell, { once: true });
    const { kind, totalBytes, items, suggestedName } = offer;
    return { offer: number, kind, totalBytes, items, suggestedName };
  }

  /** The offer, to be answered, which is done once. */
  #offer(number: number): IncomingOffer {
    const offer = known(this.#offers.get(number));
    this.#offers.delete(number);
    return offer;
  }
}

function targetOf(target: WireTarget): ReceiveTarget {
  return target.kind === "stream" ? { kind: "stream", stream: writableOver(target.port) } : target;
}

function contentOf(content: WireContent): ShareContent {
  if (content.kind !== "stream") {
    return content;
  }

  const { port, name } = content;
  return { kind: "stream", stream: readableOver(port), ...(name === undefined ? {} : { name }) };
}

function known<T>(value: T | undefined): T {
  if (value === undefined) {
    throw new TypeError("The page speaks of what the worker does not know.");
  }

  return value;
}

function closed(): never {
  throw new ShareError("sessionClosed", "The session was closed.");
}
