import { relayConnectPath, relayProtocolSubprotocol } from "../relay/relay-protocol-version.js";
import { noCloseCode, type RelayTransport, TransportLostError } from "./relay-transport.js";
import { mostBufferedBytes } from "./sending-pace.js";
import { delay, Queue, within } from "./waiting.js";

const shortestWaitMilliseconds = 1;
const longestWaitMilliseconds = 4;

/** As much of a WebSocket as is used: the platform's own has it, and others, such as that of the package `ws`. */
export interface Socket {
  binaryType: string;
  readonly bufferedAmount: number;
  send(data: Uint8Array<ArrayBuffer>): void;
  close(code?: number): void;
  addEventListener(type: "message", listener: (event: { readonly data: unknown }) => void): void;
  addEventListener(type: "close", listener: (event: { readonly code: number }) => void, options?: { once?: boolean }): void;
  addEventListener(type: "open" | "error", listener: () => void, options?: { once?: boolean }): void;
}

/** Makes sockets. */
export type SocketConstructor = new (address: string, protocol: string) => Socket;

/** Frames over a WebSocket of the browser, or of whatever the program runs in. */
export class WebSocketTransport implements RelayTransport {
  readonly #socket: Socket;
  readonly #arrived = new Queue<Uint8Array>();
  #bytesReceived = 0;
  #isOver = false;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.addEventListener("message", (event) => this.#take(event.data));
    socket.addEventListener("close", (event) => this.#end(event.code));
    socket.addEventListener("error", () => this.#end(noCloseCode));
  }

  /**
   * Connects.
   * @throws TransportLostError when it does not work. A browser does not say why.
   */
  static async connect(relay: URL, makes: SocketConstructor, signal: AbortSignal): Promise<WebSocketTransport> {
    signal.throwIfAborted();
    const socket = new makes(addressOf(relay), relayProtocolSubprotocol);
    socket.binaryType = "arraybuffer";
    const transport = new WebSocketTransport(socket);
    const onAbort = () => transport.abort();
    signal.addEventListener("abort", onAbort, { once: true });
    try {
      await new Promise<void>((resolve, reject) => {
        socket.addEventListener("open", () => resolve(), { once: true });
        socket.addEventListener("close", (event) => reject(new TransportLostError("WebSocket does not get through.", event.code)), {
          once: true,
        });
        socket.addEventListener("error", () => reject(new TransportLostError("WebSocket does not get through.")), { once: true });
      });
      signal.throwIfAborted();
      return transport;
    } finally {
      signal.removeEventListener("abort", onAbort);
    }
  }

  get bytesReceived(): number {
    return this.#bytesReceived;
  }

  async send(frame: Uint8Array): Promise<void> {
    this.#throwIfOver();
    this.#socket.send(frame as Uint8Array<ArrayBuffer>);
    for (
      let wait = shortestWaitMilliseconds;
      this.#socket.bufferedAmount > mostBufferedBytes;
      wait = Math.min(wait * 2, longestWaitMilliseconds)
    ) {
      await delay(wait);
      this.#throwIfOver();
    }
  }

  async receive(): Promise<Uint8Array> {
    const frame = await this.#arrived.take();
    if (frame === undefined) {
      throw new TransportLostError("The connection was closed.");
    }

    return frame;
  }

  async close(boundMilliseconds: number): Promise<void> {
    if (this.#isOver) {
      return;
    }

    const closed = new Promise<void>((resolve) => this.#socket.addEventListener("close", () => resolve(), { once: true }));
    this.#socket.close(1000);
    await within(closed, boundMilliseconds);
    this.abort();
  }

  abort(): void {
    this.#end(noCloseCode);
    this.#socket.close();
  }

  giveUp(): void {
    this.abort();
  }

  #throwIfOver(): void {
    if (this.#isOver) {
      throw new TransportLostError("The connection was closed.");
    }
  }

  #take(data: unknown): void {
    if (data instanceof ArrayBuffer) {
      this.#bytesReceived += data.byteLength;
      this.#arrived.push(new Uint8Array(data));
    } else {
      this.abort(); // Text is against the protocol.
    }
  }

  #end(code: number): void {
    if (!this.#isOver) {
      this.#isOver = true;
      this.#arrived.end(new TransportLostError("The connection was closed.", code));
    }
  }
}

function addressOf(relay: URL): string {
  const address = new URL(relay);
  address.protocol = relay.protocol === "https:" ? "wss:" : "ws:";
  address.pathname = `${relay.pathname.replace(/\/+$/, "")}${relayConnectPath}`;
  address.search = "";
  address.hash = "";
  return address.href;
}
