// The smallest relay on `ws`: the two connections of one path get each other's messages.
// Usage: node relay.mjs PORT
import { highWaterBytes, WebSocketServer } from "./ws.mjs";

const waiting = new Map();

new WebSocketServer({ host: "127.0.0.1", port: Number(process.argv[2]) }).on("connection", (one, request) => {
  const other = waiting.get(request.url);
  if (!other) {
    waiting.set(request.url, one);
    return;
  }

  waiting.delete(request.url);
  forward(one, other);
  forward(other, one);
  one.send("go");
  other.send("go");
});

function forward(from, to) {
  from.on("message", (message, isBinary) => {
    to.send(message, { binary: isBinary }, () => from.isPaused && to.bufferedAmount < highWaterBytes / 2 && from.resume());
    if (to.bufferedAmount > highWaterBytes) {
      from.pause();
    }
  });
  from.on("close", () => to.close());
}
