import { ShareError } from "../share-error.js";
import type { ShareStatus, ShareTransport } from "../share-status.js";
import { HttpTransport } from "./http-transport.js";
import type { RelayConnector, RelayTransport } from "./relay-transport.js";
import { probeBoundMilliseconds, TransportChoice, type TransportFamily } from "./transport-choice.js";
import { recallTransport, rememberTransport } from "./transport-memory.js";
import { TransportRace } from "./transport-race.js";
import { type TransportLoss, WatchedTransport } from "./watched-transport.js";
import { type SocketConstructor, WebSocketTransport } from "./web-socket-transport.js";

const timeoutMilliseconds = 15_000;
const probeTickMilliseconds = 5000;

/**
 * Connects to one relay by whatever gets through, and tells its owner when that changes. While HTTP is in use, looks now and
 * then whether WebSocket works again, and if so ends the HTTP connection: the next one that is asked for is then the
 * WebSocket connection that worked.
 */
export class ShareRelayConnector implements RelayConnector {
  readonly #relay: URL;
  readonly #webSocket: SocketConstructor | undefined;
  readonly #report: (status: ShareStatus) => void;
  readonly #choice: TransportChoice;
  readonly #race: TransportRace;
  readonly #stop = new AbortController();
  readonly #probeTimer: ReturnType<typeof setInterval>;
  #shown: ShareTransport = "webSocket";
  #current: WatchedTransport | undefined;
  #probed: WatchedTransport | undefined;
  #isProbing = false;

  /** @param webSocket The constructor of sockets; undefined where there is none, which leaves plain HTTP. */
  constructor(relay: URL, webSocket: SocketConstructor | undefined, report: (status: ShareStatus) => void) {
    this.#relay = relay;
    this.#webSocket = webSocket;
    this.#report = report;
    const remembered = recallTransport(relay);
    this.#choice = new TransportChoice(remembered !== undefined, remembered === "httpPolling");
    this.#race = new TransportRace(relay, timeoutMilliseconds, (family, signal) => this.#connect(family, signal));
    this.#probeTimer = setInterval(() => this.#probeIfDue(), probeTickMilliseconds);
  }

  async connect(signal: AbortSignal): Promise<RelayTransport> {
    this.#current = this.#probed;
    this.#probed = undefined;
    if (this.#current === undefined) {
      const plan =
        this.#webSocket === undefined
          ? ({ first: "http", headStartMilliseconds: timeoutMilliseconds } as const)
          : this.#choice.next(performance.now());
      this.#current = await this.#race.run(plan, signal);
      this.#show(this.#current.transport);
    }

    return this.#current;
  }

  dispose(): void {
    clearInterval(this.#probeTimer);
    this.#stop.abort();
    this.#probed?.abort();
  }

  #connect(family: TransportFamily, signal: AbortSignal): Promise<WatchedTransport> {
    return family === "webSocket" ? this.#connectWebSocket(signal) : this.#connectHttp(signal);
  }

  async #connectWebSocket(signal: AbortSignal): Promise<WatchedTransport> {
    if (this.#webSocket === undefined) {
      throw new ShareError("relayUnreachable", "There is no WebSocket here.");
    }

    const socket = await WebSocketTransport.connect(this.#relay, this.#webSocket, signal);
    const onLost = ({ isCut, lastedMilliseconds }: TransportLoss) => {
      if (isCut) {
        this.#choice.webSocketCut(performance.now(), lastedMilliseconds);
      }
    };
    const transport = await WatchedTransport.welcome(socket, () => "webSocket", onLost, signal);
    this.#choice.webSocketWorked();
    return transport;
  }

  async #connectHttp(signal: AbortSignal): Promise<WatchedTransport> {
    const http = await HttpTransport.connect(this.#relay, this.#choice.polls, signal);
    const onLost = ({ isSilent }: TransportLoss) => {
      if (isSilent) {
        this.#choice.httpSilent();
      }
    };
    return WatchedTransport.welcome(http, () => (http.polls ? "httpPolling" : "httpStreaming"), onLost, signal);
  }

  /** Takes note of what is in use now, and says so when it is another than before. */
  #show(transport: ShareTransport): void {
    if (transport !== "webSocket") {
      this.#choice.httpWorked(performance.now(), transport === "httpPolling");
    }

    rememberTransport(this.#relay, transport);
    if (this.#shown !== transport) {
      this.#shown = transport;
      this.#report({ kind: "transportChanged", transport });
    }
  }

  #probeIfDue(): void {
    const isOverHttp = this.#current !== undefined && this.#current.transport !== "webSocket";
    if (
      this.#webSocket !== undefined &&
      isOverHttp &&
      !this.#isProbing &&
      this.#probed === undefined &&
      this.#choice.isProbeDue(performance.now())
    ) {
      this.#probe();
    }
  }

  async #probe(): Promise<void> {
    this.#isProbing = true;
    try {
      const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(probeBoundMilliseconds)]);
      this.#probed = await this.#connectWebSocket(signal);
      this.#show("webSocket");
      this.#current?.abort(); // Its owner asks for another and gets the one that is ready.
    } catch {
      this.#choice.webSocketFailed(performance.now());
    } finally {
      this.#isProbing = false;
    }
  }
}
