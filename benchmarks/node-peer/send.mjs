// Reads a file, seals it chunk by chunk with WebCrypto and sends it; an empty chunk is the end.
// Usage: node send.mjs ADDRESS KEY FILE
import { createReadStream } from "node:fs";
import { chunkBytes, highWaterBytes, importKey, nonceOf, WebSocket } from "./ws.mjs";

const [address, keyHex, path] = process.argv.slice(2);
const key = await importKey(keyHex, "encrypt");
const socket = new WebSocket(address, { perMessageDeflate: false });
await new Promise((resolve, reject) => socket.once("message", resolve).once("error", reject));

let index = 0;
for await (const chunk of createReadStream(path, { highWaterMark: chunkBytes })) {
  await send(chunk);
}

const done = new Promise((resolve) => socket.once("message", resolve));
await send(new Uint8Array());
await done;
socket.close();

async function send(chunk) {
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonceOf(index++) }, key, chunk);
  const left = new Promise((resolve) => socket.send(new Uint8Array(sealed), resolve));
  if (socket.bufferedAmount > highWaterBytes) {
    await left;
  }
}
