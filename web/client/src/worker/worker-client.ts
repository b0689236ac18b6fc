import { type Deferred, deferred, Pulse, Queue } from "../connection/waiting.js";
import type { IncomingOffer } from "../incoming-offer.js";
import type { ReceiveAbilities, ReceiveTarget } from "../receive-target.js";
import type { ShareClient } from "../share-client.js";
import type { ShareContent } from "../share-content.js";
import type { ShareOptions, ShareSession, UnfinishedTransfer } from "../share-session.js";
import type { ShareStatus } from "../share-status.js";
import type { Transfer, TransferProgress, TransferSummary } from "../transfer-progress.js";
import { toWireContent, toWireTarget } from "./left-streams.js";
import {
  type FromWorker,
  fromWire,
  type ToWorker,
  type WireOffer,
  type WireOptions,
  type WireSession,
  type WorkerCall,
} from "./worker-messages.js";

/** What a worker, or a port, has. */
export interface WorkerEndpoint {
  postMessage(message: ToWorker, transfer?: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<FromWorker>) => void): void;
}

interface Call<T> {
  readonly answer: Deferred<T>;
  readonly onProgress: ((progress: TransferProgress) => void) | undefined;
}

/**
 * A client whose network, sealing and disk are in a worker, so that a page stays responsive.
 * @param worker Runs `serveClient`.
 */
export function createWorkerClient(worker: WorkerEndpoint): ShareClient {
  return new WorkerClient(new Line(worker));
}

/** Calls and their answers. */
class Line {
  readonly #worker: WorkerEndpoint;
  readonly #calls = new Map<number, Call<unknown>>();
  readonly #statuses = new Map<number, Queue<ShareStatus>>();
  readonly #offers = new Map<number, AbortController>();
  #number = 0;

  constructor(worker: WorkerEndpoint) {
    this.#worker = worker;
    worker.addEventListener("message", ({ data }) => this.#take(data));
  }

  /** Asks; the worker and this file agree on the type of the answer. */
  ask<T>(
    call: WorkerCall,
    signal?: AbortSignal,
    onProgress?: (progress: TransferProgress) => void,
    transfer: Transferable[] = [],
  ): Promise<T> {
    const number = ++this.#number;
    const answer = deferred<unknown>();
    this.#calls.set(number, { answer, onProgress });
    const onAbort = () => this.#worker.postMessage({ abort: number });
    try {
      this.#worker.postMessage({ number, call }, transfer);
    } catch (error) {
      this.#calls.delete(number);
      return Promise.reject(error); // Something in it cannot cross to a worker.
    }

    if (signal?.aborted) {
      onAbort();
    }

    signal?.addEventListener("abort", onAbort, { once: true });
    return (answer.promise as Promise<T>)
      .catch((error: unknown) => {
        throw signal?.aborted === true && error instanceof DOMException && error.name === "AbortError" ? signal.reason : error;
      })
      .finally(() => signal?.removeEventListener("abort", onAbort));
  }

  /** What happened to a session so far and happens from now on. */
  statusOf(session: number): Queue<ShareStatus> {
    const known = this.#statuses.get(session) ?? new Queue<ShareStatus>();
    this.#statuses.set(session, known);
    return known;
  }

  /** Aborts when the other side takes an offer back; it may have done so before. */
  cancelOf(offer: number): AbortController {
    const known = this.#offers.get(offer) ?? new AbortController();
    this.#offers.set(offer, known);
    return known;
  }

  #take(message: FromWorker): void {
    switch (message.type) {
      case "answer":
        this.#calls.get(message.number)?.answer.resolve(message.value);
        this.#calls.delete(message.number);
        break;
      case "failure":
        this.#calls.get(message.number)?.answer.reject(fromWire(message.error));
        this.#calls.delete(message.number);
        break;
      case "progress":
        this.#calls.get(message.number)?.onProgress?.(message.progress);
        break;
      case "offerCancelled":
        this.cancelOf(message.offer).abort(fromWire(message.error));
        break;
      case "status":
        this.statusOf(message.session).push(message.status);
        break;
      case "statusEnd":
        this.statusOf(message.session).end(message.error === undefined ? undefined : fromWire(message.error));
        break;
    }
  }
}

class WorkerClient implements ShareClient {
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  async open({ signal, ...options }: ShareOptions): Promise<ShareSession> {
    return new WorkerSession(this.#line, await this.#line.ask<WireSession>({ type: "open", options }, signal));
  }

  async join(codeOrLink: string, { signal, ...options }: ShareOptions): Promise<ShareSession> {
    return new WorkerSession(this.#line, await this.#line.ask<WireSession>({ type: "join", codeOrLink, options }, signal));
  }

  async abilities(): Promise<ReceiveAbilities> {
    const ofWorker = await this.#line.ask<ReceiveAbilities>({ type: "abilities" });
    return { ...ofWorker, canChooseFolder: "showDirectoryPicker" in globalThis }; // Only a page can ask its person.
  }

  unfinished(): Promise<readonly UnfinishedTransfer[]> {
    return this.#line.ask({ type: "unfinished" });
  }

  async resume(
    unfinished: UnfinishedTransfer,
    { signal, files, ...options }: ShareOptions & { readonly files?: ShareContent },
  ): Promise<ShareSession> {
    const wire: WireOptions = options;
    return new WorkerSession(this.#line, await this.#line.ask<WireSession>({ type: "resume", unfinished, options: wire, files }, signal));
  }

  discard(unfinished: UnfinishedTransfer): Promise<void> {
    return this.#line.ask({ type: "discard", unfinished });
  }
}

class WorkerSession implements ShareSession {
  readonly code: string;
  readonly link: string;
  readonly relay: string;
  readonly #line: Line;
  readonly #session: number;
  readonly resumes: WireSession["resumes"];
  #isResumed = false;

  constructor(line: Line, { session, code, link, relay, resumes }: WireSession) {
    this.#line = line;
    this.#session = session;
    this.code = code;
    this.link = link;
    this.relay = relay;
    this.resumes = resumes;
  }

  async *status(): AsyncIterable<ShareStatus> {
    const queue = this.#line.statusOf(this.#session);
    for (let status = await queue.take(); status !== undefined; status = await queue.take()) {
      yield status;
    }
  }

  waitForPeer(options?: { readonly signal?: AbortSignal }): Promise<string> {
    return this.#line.ask({ type: "waitForPeer", session: this.#session }, options?.signal);
  }

  send(content: ShareContent, options?: { readonly signal?: AbortSignal }): Transfer {
    return new WorkerTransfer(async (onProgress) => {
      const { wire, transfer } = toWireContent(content);
      return this.#line.ask({ type: "send", session: this.#session, content: wire }, options?.signal, onProgress, transfer);
    });
  }

  async receiveOffer(options?: { readonly signal?: AbortSignal }): Promise<IncomingOffer | undefined> {
    const offer = await this.#line.ask<WireOffer | undefined>({ type: "receiveOffer", session: this.#session }, options?.signal);
    return offer === undefined ? undefined : new WorkerOffer(this.#line, offer);
  }

  takeResumed(options?: { readonly signal?: AbortSignal }): ReturnType<ShareSession["takeResumed"]> {
    if (this.resumes === undefined || this.#isResumed) {
      return undefined;
    }

    this.#isResumed = true;
    const run = (onProgress: (progress: TransferProgress) => void): Promise<TransferSummary> =>
      this.#line.ask({ type: "runResumed", session: this.#session }, options?.signal, onProgress);
    return { isSending: this.resumes === "sending", transfer: new WorkerTransfer(run) };
  }

  close(): Promise<void> {
    return this.#line.ask({ type: "close", session: this.#session });
  }

  leave(): Promise<void> {
    return this.#line.ask({ type: "leave", session: this.#session });
  }
}

class WorkerOffer implements IncomingOffer {
  readonly kind: IncomingOffer["kind"];
  readonly totalBytes: number | undefined;
  readonly items: IncomingOffer["items"];
  readonly suggestedName: string;
  readonly cancelled: AbortSignal;
  readonly #line: Line;
  readonly #offer: number;

  constructor(line: Line, { offer, kind, totalBytes, items, suggestedName }: WireOffer) {
    this.#line = line;
    this.#offer = offer;
    this.kind = kind;
    this.totalBytes = totalBytes;
    this.items = items;
    this.suggestedName = suggestedName;
    this.cancelled = line.cancelOf(offer).signal;
  }

  accept(target: ReceiveTarget, options?: { readonly signal?: AbortSignal }): Transfer {
    return new WorkerTransfer(async (onProgress) => {
      const { wire, transfer } = toWireTarget(target);
      return this.#line.ask({ type: "accept", offer: this.#offer, target: wire }, options?.signal, onProgress, transfer);
    });
  }

  decline(): Promise<void> {
    return this.#line.ask({ type: "decline", offer: this.#offer });
  }
}

class WorkerTransfer implements Transfer {
  readonly summary: Promise<TransferSummary>;
  readonly #pulse = new Pulse();
  #newest: TransferProgress | undefined;
  #isOver = false;

  constructor(run: (onProgress: (progress: TransferProgress) => void) => Promise<TransferSummary>) {
    this.summary = run((progress) => {
      this.#newest = progress;
      this.#pulse.beat();
    });
    this.summary
      .catch(() => {})
      .finally(() => {
        this.#isOver = true;
        this.#pulse.beat();
      });
  }

  async *[Symbol.asyncIterator](): AsyncIterator<TransferProgress> {
    let shown: TransferProgress | undefined;
    for (;;) {
      const next = this.#pulse.next;
      if (this.#newest !== undefined && this.#newest !== shown) {
        shown = this.#newest;
        yield shown;
      } else if (this.#isOver) {
        return;
      } else {
        await next;
      }
    }
  }
}
