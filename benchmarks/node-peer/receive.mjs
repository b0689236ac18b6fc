// Opens what send.mjs seals, and writes it to a file.
// Usage: node receive.mjs ADDRESS KEY FILE
import { open } from "node:fs/promises";
import { importKey, nonceOf, WebSocket } from "./ws.mjs";

const mostWaiting = 32;

const [address, keyHex, path] = process.argv.slice(2);
const key = await importKey(keyHex, "decrypt");
const file = await open(path, "wx");
const socket = new WebSocket(address, { perMessageDeflate: false });
let index = 0;
let waiting = 0;
let last = Promise.resolve();

socket.on("message", (message, isBinary) => {
  if (!isBinary) {
    return;
  }

  if (++waiting >= mostWaiting) {
    socket.pause();
  }

  last = last.then(() => take(message));
  last.catch((error) => {
    console.error(error);
    process.exit(1);
  });
});

async function take(message) {
  const chunk = await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonceOf(index++) }, key, message);
  if (chunk.byteLength === 0) {
    await file.close();
    socket.send("done");
    return;
  }

  await file.write(new Uint8Array(chunk));
  if (--waiting < mostWaiting / 2 && socket.isPaused) {
    socket.resume();
  }
}
