import { noCloseCode, type RelayTransport, TransportLostError } from "../../src/connection/relay-transport.js";
import { Queue } from "../../src/connection/waiting.js";
import type { TestRelay } from "./test-relay.js";

/** A connection to a {@link TestRelay}. */
export class TestTransport implements RelayTransport {
  readonly #relay: TestRelay;
  readonly #toClient = new Queue<Uint8Array>();
  #isLost = false;
  bytesReceived = 0;

  /** Which place it has in the room. */
  slot: number | undefined;

  constructor(relay: TestRelay) {
    this.#relay = relay;
  }

  deliver(frame: Uint8Array): void {
    this.bytesReceived += frame.length;
    this.#toClient.push(frame);
  }

  /** Gone, with what was in flight to the client. */
  lose(closeCode: number = noCloseCode): void {
    this.#isLost = true;
    this.#toClient.end(new TransportLostError("Lost.", closeCode));
  }

  async send(frame: Uint8Array): Promise<void> {
    if (this.#isLost) {
      throw new TransportLostError("Lost.");
    }

    this.#relay.take(this, frame.slice());
  }

  async receive(): Promise<Uint8Array> {
    const frame = await this.#toClient.take();
    if (this.#isLost || frame === undefined) {
      throw new TransportLostError("Lost.");
    }

    return frame;
  }

  async close(): Promise<void> {
    this.abort();
  }

  abort(): void {
    this.lose();
    this.#relay.lost(this);
  }

  giveUp(): void {
    this.abort();
  }
}
