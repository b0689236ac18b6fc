import type { RelayConnector, RelayTransport } from "../../src/connection/relay-transport.js";
import { ShareError } from "../../src/share-error.js";
import type { TestRelay } from "./test-relay.js";

/** One side in a process that can end: from then on nothing that it says arrives anywhere. */
export class MortalPeer implements RelayConnector {
  readonly #relay: TestRelay;
  readonly #transports: RelayTransport[] = [];
  #isDead = false;

  constructor(relay: TestRelay) {
    this.#relay = relay;
  }

  die(): void {
    this.#isDead = true;
    for (const transport of this.#transports) {
      transport.abort();
    }
  }

  async connect(signal: AbortSignal): Promise<RelayTransport> {
    if (this.#isDead) {
      throw new ShareError("relayUnreachable", "This process is dead.");
    }

    const transport = await this.#relay.connect(signal);
    this.#transports.push(transport);
    return transport;
  }

  dispose(): void {
    // Nothing is under way.
  }
}
