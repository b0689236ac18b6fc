import type {
  IncomingOffer,
  OfferItem,
  ReceiveAbilities,
  ReceiveTarget,
  ShareClient,
  ShareContent,
  ShareErrorCode,
  ShareSession,
  ShareStatus,
  Transfer,
  TransferProgress,
  TransferSummary,
  UnfinishedTransfer,
} from "../src/library.js";
import { Feed } from "./feed.js";

/** An error as the library throws it. */
export class ScriptedError extends Error {
  override readonly name = "ShareError";
  readonly code: ShareErrorCode;

  constructor(code: ShareErrorCode) {
    super(code);
    this.code = code;
  }
}

/** A transfer that a script moves. */
export class ScriptedTransfer implements Transfer {
  readonly summary: Promise<TransferSummary>;
  readonly #steps = new Feed<TransferProgress>();
  #resolve: (summary: TransferSummary) => void = () => undefined;
  #reject: (error: unknown) => void = () => undefined;

  constructor(signal?: AbortSignal) {
    this.summary = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.summary.catch(() => undefined);
    signal?.addEventListener("abort", () => this.fail(signal.reason));
  }

  step(progress: TransferProgress): void {
    this.#steps.push(progress);
  }

  finish(summary: TransferSummary): void {
    this.#steps.close();
    this.#resolve(summary);
  }

  fail(error: unknown): void {
    this.#steps.close();
    this.#reject(error);
  }

  [Symbol.asyncIterator](): AsyncIterator<TransferProgress> {
    return this.#steps[Symbol.asyncIterator]();
  }
}

export interface ScriptedOffer {
  readonly kind: IncomingOffer["kind"];
  readonly items?: readonly OfferItem[];
  readonly totalBytes?: number;
  readonly name?: string;
}

/** A session that a script plays the other side of. */
export class ScriptedSession implements ShareSession {
  readonly code: string = "4821-velvet-comet";
  readonly link: string = "https://share.example/#4821-velvet-comet";
  readonly relay: string = "https://share.example/";
  readonly #withdrawal = new AbortController();
  readonly statuses: Feed<ShareStatus> = new Feed<ShareStatus>();

  /** What this side sends, in its order. */
  readonly sent: ScriptedTransfer[] = [];

  /** What this side accepted. */
  readonly accepted: ScriptedTransfer[] = [];
  readonly targets: ReceiveTarget[] = [];
  hasLeft = false;
  declined = 0;
  resumes: ShareSession["resumes"];
  readonly #offers = new Feed<IncomingOffer>();
  readonly #offerReader = this.#offers[Symbol.asyncIterator]();
  readonly #peer: Promise<string>;
  #meet: (phrase: string) => void = () => undefined;
  #miss: (error: Error) => void = () => undefined;

  constructor() {
    this.#peer = new Promise((resolve, reject) => {
      this.#meet = resolve;
      this.#miss = reject;
    });
    this.#peer.catch(() => undefined);
    this.statuses.push({ kind: "entered" });
  }

  meet(phrase = "harvest pupil silent anchor"): void {
    this.statuses.push({ kind: "peerArrived" }, { kind: "peerVerified" });
    this.#meet(phrase);
  }

  end(code?: ShareErrorCode): void {
    const error = code === undefined ? undefined : new ScriptedError(code);
    this.#miss(error ?? new ScriptedError("peerLeft"));
    this.#offers.close(error);
    this.statuses.close(error);
  }

  offer({ kind, items = [], totalBytes, name = "" }: ScriptedOffer): void {
    this.#offers.push({
      kind,
      items,
      totalBytes,
      suggestedName: name,
      cancelled: this.#withdrawal.signal,
      accept: (target, options) => {
        const transfer = new ScriptedTransfer(options?.signal);
        this.accepted.push(transfer);
        this.targets.push(target);
        return transfer;
      },
      decline: async () => {
        this.declined++;
      },
    });
  }

  /** The other side takes its offers back. */
  withdraw(code: ShareErrorCode): void {
    this.#withdrawal.abort(new ScriptedError(code));
  }

  status(): AsyncIterable<ShareStatus> {
    return this.statuses;
  }

  waitForPeer(): Promise<string> {
    return this.#peer;
  }

  send(_content: ShareContent, options?: { readonly signal?: AbortSignal }): Transfer {
    const transfer = new ScriptedTransfer(options?.signal);
    this.sent.push(transfer);
    return transfer;
  }

  async receiveOffer(): Promise<IncomingOffer | undefined> {
    const next = await this.#offerReader.next();
    return next.done === true ? undefined : next.value;
  }

  takeResumed(options?: { readonly signal?: AbortSignal }): ReturnType<ShareSession["takeResumed"]> {
    const { resumes } = this;
    this.resumes = undefined;
    return resumes === undefined ? undefined : { isSending: resumes === "sending", transfer: new ScriptedTransfer(options?.signal) };
  }

  async close(): Promise<void> {
    this.hasLeft = true;
  }

  async leave(): Promise<void> {
    this.hasLeft = true;
  }
}

/** A client without a relay: it opens what the script holds ready. */
export class ScriptedClient implements ShareClient {
  session = new ScriptedSession();
  error: ShareErrorCode | "never" | undefined;
  able: ReceiveAbilities = { canChooseFolder: true, downloads: "disk", mostBytes: 214_000_000_000, canResume: true };
  kept: readonly UnfinishedTransfer[] = [];
  readonly joined: string[] = [];

  open(): Promise<ShareSession> {
    return this.#enter();
  }

  join(codeOrLink: string): Promise<ShareSession> {
    this.joined.push(codeOrLink);
    return this.#enter();
  }

  resume(): Promise<ShareSession> {
    return this.#enter();
  }

  async abilities(): Promise<ReceiveAbilities> {
    return this.able;
  }

  async unfinished(): Promise<readonly UnfinishedTransfer[]> {
    return this.kept;
  }

  async discard(transfer: UnfinishedTransfer): Promise<void> {
    this.kept = this.kept.filter((each) => each.id !== transfer.id);
  }

  async #enter(): Promise<ShareSession> {
    if (this.error === "never") return new Promise(() => undefined);
    if (this.error !== undefined) throw new ScriptedError(this.error);
    return this.session;
  }
}
