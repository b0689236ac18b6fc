import type { ReceiveAbilities, ShareClient, ShareContent, ShareOptions, UnfinishedTransfer } from "../library.js";
import type { PageConfig } from "./page-config.js";
import { SessionStore } from "./session-store.js";
import { Store } from "./store.js";

/** The screens, and what each of them needs. */
export type Screen =
  | { readonly kind: "landing" }
  | { readonly kind: "write"; readonly text: string }
  | { readonly kind: "join"; readonly codeOrLink: string }
  | { readonly kind: "session"; readonly session: SessionStore };

export interface AppState {
  readonly screen: Screen;
  readonly unfinished: readonly UnfinishedTransfer[];

  /** What this browser can receive; undefined until it was asked. */
  readonly abilities: ReceiveAbilities | undefined;
}

/** What of the page outlives it. */
export interface KeptMarks {
  /** Whether this browser has ever kept a transfer: only then is the library loaded to look for unfinished ones. */
  mayHaveUnfinished(): boolean;
  markUnfinished(): void;
}

/** Which screen is shown, and the ways between them. */
export class AppStore extends Store<AppState> {
  readonly #client: ShareClient;
  readonly #config: PageConfig;
  readonly #marks: KeptMarks;
  readonly #now: () => number;
  #again: () => void = () => undefined;

  constructor(client: ShareClient, config: PageConfig, marks: KeptMarks, now: () => number = () => performance.now()) {
    super({ screen: { kind: "landing" }, unfinished: [], abilities: undefined });
    this.#client = client;
    this.#config = config;
    this.#marks = marks;
    this.#now = now;
  }

  /** The session in use, if there is one. */
  get session(): SessionStore | undefined {
    return this.value.screen.kind === "session" ? this.value.screen.session : undefined;
  }

  get relayHost(): string {
    return new URL(this.#config.relay).host;
  }

  show(screen: Exclude<Screen, { readonly kind: "session" }>): void {
    this.update({ screen });
    if (screen.kind === "landing") void this.lookForUnfinished();
    if (screen.kind === "join") void this.askAbilities();
  }

  /** Sends in the session that there is, or opens one. */
  send(content: ShareContent): void {
    const running = this.session;
    if (running !== undefined && running.value.ended === undefined) {
      running.send(content);
      return;
    }
    this.#again = () => this.#open(content);
    this.#open(content);
  }

  join(codeOrLink: string): void {
    this.#again = () => this.join(codeOrLink);
    const session = new SessionStore(false, this.#now);
    void this.askAbilities();
    this.#enter(session, () => this.#client.join(codeOrLink, this.#options(session)));
  }

  /** Does again what led to a session that failed. */
  retry(): void {
    this.#again();
  }

  resume(transfer: UnfinishedTransfer, files?: ShareContent): void {
    this.#again = () => this.resume(transfer, files);
    const session = new SessionStore(transfer.isSending, this.#now);
    const options = { ...this.#options(session), relay: transfer.relay, ...(files === undefined ? {} : { files }) };
    this.#enter(session, () => this.#client.resume(transfer, options), transfer);
  }

  async discard(transfer: UnfinishedTransfer): Promise<void> {
    await this.#client.discard(transfer).catch(() => undefined);
    await this.lookForUnfinished();
  }

  /** Leaves the session, if there is one, and shows the first screen. */
  leave(): void {
    void this.session?.leave();
    this.show({ kind: "landing" });
  }

  async lookForUnfinished(): Promise<void> {
    if (!this.#marks.mayHaveUnfinished()) return;
    try {
      this.update({ unfinished: await this.#client.unfinished() });
    } catch {
      this.update({ unfinished: [] });
    }
  }

  async askAbilities(): Promise<void> {
    if (this.value.abilities !== undefined) return;
    try {
      this.update({ abilities: await this.#client.abilities() });
    } catch {
      this.update({ abilities: { canChooseFolder: false, downloads: "memory", mostBytes: undefined, canResume: false } });
    }
  }

  #open(content: ShareContent): void {
    const session = new SessionStore(true, this.#now);
    session.send(content);
    void this.askAbilities();
    this.#enter(session, () => this.#client.open(this.#options(session)));
  }

  #enter(session: SessionStore, enter: Parameters<SessionStore["run"]>[0], resumed?: UnfinishedTransfer): void {
    this.#marks.markUnfinished();
    this.update({ screen: { kind: "session", session } });
    void session.run(enter, resumed);
  }

  #options(session: SessionStore): ShareOptions {
    return {
      relay: this.#config.relay,
      page: this.#config.page,
      keepsTransfers: true,
      clientName: "Sharencrypt page",
      signal: session.signal,
    };
  }
}
