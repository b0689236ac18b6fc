// The package `ws` as the workspace of the web client has it: there is no second copy for the benchmark.
import { createRequire } from "node:module";

export const { WebSocket, WebSocketServer } = createRequire(new URL("../../web/browsers/package.json", import.meta.url))("ws");

export const chunkBytes = 64 * 1024;

/** How much may wait in a socket before whoever fills it pauses. */
export const highWaterBytes = 1024 * 1024;

export const importKey = (hex, use) => crypto.subtle.importKey("raw", Buffer.from(hex, "hex"), "AES-GCM", false, [use]);

/** The nonce of a chunk: its number. */
export function nonceOf(index) {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, index);
  return nonce;
}
