import type { ShareTransport } from "../share-status.js";

// For as long as this page or process lives: enough, since a wrong guess costs four seconds once.
const remembered = new Map<string, ShareTransport>();

/** How a relay was reached last, when that was not WebSocket. */
export function recallTransport(relay: URL): ShareTransport | undefined {
  return remembered.get(relay.href);
}

/** Takes note of how a relay is reached. */
export function rememberTransport(relay: URL, transport: ShareTransport): void {
  if (transport === "webSocket") {
    remembered.delete(relay.href);
  } else {
    remembered.set(relay.href, transport);
  }
}
