import type { IncomingOffer, ShareContent, ShareSession, ShareStatus, ShareTransport, Transfer, UnfinishedTransfer } from "../library.js";
import { type Failure, failureOf } from "./failure.js";
import { type Outline, outlineOfContent, outlineOfOffer, outlineOfUnfinished } from "./outline.js";
import { Store } from "./store.js";
import { TransferStore } from "./transfer-store.js";

/** The two connections that meet at the relay. */
export interface Line {
  readonly mine: "connecting" | "up" | "lost";
  readonly theirs: "absent" | "proving" | "here" | "away" | "left";
}

export interface SessionState {
  readonly code: string;
  readonly link: string;
  readonly relay: string;
  readonly line: Line;

  /** Four words that both sides see, once the other side has proven that it knows the code. */
  readonly phrase: string | undefined;
  readonly wrongGuesses: number;
  readonly clockDifferenceMilliseconds: number | undefined;
  readonly transport: ShareTransport;

  /** Whether it comes back to an earlier meeting: no code is needed. */
  readonly isResumed: boolean;

  /** In the order in which they began. */
  readonly transfers: readonly TransferStore[];

  /** Set when the session is over. `undefined` inside: it ended well. */
  readonly ended: { readonly failure: Failure | undefined } | undefined;
}

const begun: SessionState = {
  code: "",
  link: "",
  relay: "",
  line: { mine: "connecting", theirs: "absent" },
  phrase: undefined,
  wrongGuesses: 0,
  clockDifferenceMilliseconds: undefined,
  transport: "webSocket",
  isResumed: false,
  transfers: [],
  ended: undefined,
};

/** Of an offer whose names are not shown. */
const refusedOutline: Outline = { kind: "files", items: [], count: 0, totalBytes: undefined, name: "" };

/** A session as the screens see it: fed by the library, asked by the person. */
export class SessionStore extends Store<SessionState> {
  /** Whether this side made the code. */
  readonly isHost: boolean;
  readonly #now: () => number;
  readonly #waiting: { readonly store: TransferStore; readonly content: ShareContent }[] = [];
  #session: ShareSession | undefined;
  #isLeaving = false;
  readonly #entering = new AbortController();

  constructor(isHost: boolean, now: () => number = () => performance.now()) {
    super(begun);
    this.isHost = isHost;
    this.#now = now;
  }

  /** Ends the try to enter. */
  get signal(): AbortSignal {
    return this.#entering.signal;
  }

  /** Whether leaving the page would lose something. */
  get isUnderWay(): boolean {
    return this.value.ended === undefined && this.value.transfers.some((transfer) => transfer.isUnderWay);
  }

  /** Runs the session until it ends; never throws. */
  async run(enter: () => Promise<ShareSession>, resumed?: UnfinishedTransfer): Promise<void> {
    this.update({ isResumed: resumed !== undefined });
    let session: ShareSession;
    try {
      session = await enter();
    } catch (error) {
      return this.#end(failureOf(error));
    }
    this.#session = session;
    if (this.#isLeaving) return void session.leave().catch(() => undefined);
    const { code, link, relay } = session;
    this.update({ code, link, relay, line: { ...this.value.line, mine: "up" } });
    const watching = this.#watch(session);
    try {
      const phrase = await session.waitForPeer();
      this.update({ phrase, line: { ...this.value.line, theirs: "here" } });
      this.#goOn(session, resumed);
      for (const { store, content } of this.#waiting.splice(0)) this.#sendNow(session, store, content);
      await this.#takeOffers(session);
      await watching;
    } catch (error) {
      this.#end(failureOf(error));
    }
  }

  /** Sends, now or when the other side is here. */
  send(content: ShareContent): void {
    const store = new TransferStore(true, outlineOfContent(content), this.#now);
    this.#add(store);
    if (this.#session !== undefined && this.value.phrase !== undefined) this.#sendNow(this.#session, store, content);
    else this.#waiting.push({ store, content });
  }

  /** Takes a finished transfer out of sight. */
  dismiss(transfer: TransferStore): void {
    if (!transfer.isOpen) this.update({ transfers: this.value.transfers.filter((other) => other !== transfer) });
  }

  /** Leaves: politely when nothing is under way, at once otherwise. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    const isBusy = this.isUnderWay;
    this.#entering.abort(new DOMException("Stopped by the person.", "AbortError"));
    for (const transfer of this.value.transfers) transfer.end({ code: "aborted" });
    this.#end(undefined);
    const session = this.#session;
    if (session !== undefined) await (isBusy ? session.leave() : session.close()).catch(() => undefined);
  }

  #add(transfer: TransferStore): void {
    this.update({ transfers: [...this.value.transfers, transfer] });
  }

  #sendNow(session: ShareSession, store: TransferStore, content: ShareContent): void {
    if (!store.isOpen) return;
    let transfer: Transfer;
    try {
      transfer = session.send(content, { signal: store.signal });
    } catch (error) {
      store.end(failureOf(error));
      return;
    }
    void store.follow(transfer);
  }

  #goOn(session: ShareSession, resumed: UnfinishedTransfer | undefined): void {
    if (resumed === undefined) return;
    const store = new TransferStore(resumed.isSending, outlineOfUnfinished(resumed), this.#now);
    const taken = session.takeResumed({ signal: store.signal });
    if (taken === undefined) return;
    this.#add(store);
    void store.follow(taken.transfer);
  }

  async #takeOffers(session: ShareSession): Promise<void> {
    for (;;) {
      const offer = await this.#nextOffer(session);
      if (offer === "refused") continue;
      if (offer === undefined) {
        this.update({ line: { ...this.value.line, theirs: "left" } });
        return;
      }
      this.#add(new TransferStore(false, outlineOfOffer(offer), this.#now, offer));
    }
  }

  /** An offer that is not safe is refused by the library; the person is told, and the session goes on. */
  async #nextOffer(session: ShareSession): Promise<IncomingOffer | undefined | "refused"> {
    try {
      return await session.receiveOffer();
    } catch (error) {
      const failure = failureOf(error);
      if (failure.code !== "unsafeOffer" || this.value.ended !== undefined) throw error;
      const refused = new TransferStore(false, refusedOutline, this.#now);
      refused.end(failure);
      this.#add(refused);
      return "refused";
    }
  }

  async #watch(session: ShareSession): Promise<void> {
    try {
      for await (const status of session.status()) this.#take(status);
      this.#end(undefined);
    } catch (error) {
      this.#end(failureOf(error));
    }
  }

  #take(status: ShareStatus): void {
    if (status.kind === "peerAway" || status.kind === "relayLost") this.#pause();
    this.update({ ...changeBy(status), line: { ...this.value.line, ...lineBy(status) } });
  }

  #pause(): void {
    for (const transfer of this.value.transfers) transfer.pause();
  }

  #end(failure: Failure | undefined): void {
    if (this.value.ended !== undefined) return;
    for (const transfer of this.value.transfers) transfer.end(failure ?? { code: "peerLeft" });
    this.update({ ended: { failure }, line: { ...this.value.line, theirs: "left" } });
  }
}

/** What an event says about the two connections. */
function lineBy(status: ShareStatus): Partial<Line> {
  switch (status.kind) {
    case "entered":
    case "relayBack":
      return { mine: "up" };
    case "relayLost":
      return { mine: "lost" };
    case "peerArrived":
      return { theirs: "proving" };
    case "peerVerified":
    case "peerBack":
      return { theirs: "here" };
    case "peerAway":
      return { theirs: "away" };
    case "wrongGuess":
      return { theirs: "absent" };
    case "clockWrong":
    case "transportChanged":
      return {};
  }
}

/** What it says beside them. */
function changeBy(status: ShareStatus): Partial<SessionState> {
  if (status.kind === "wrongGuess") return { wrongGuesses: status.count };
  if (status.kind === "clockWrong") return { clockDifferenceMilliseconds: status.differenceMilliseconds };
  return status.kind === "transportChanged" ? { transport: status.transport } : {};
}
