import { once } from "node:events";
import { connect, createServer } from "node:net";

const tickMilliseconds = 20;

/** Stands before a relay: can be slow, can cut what passes, and can refuse WebSocket as some proxies do. */
export class TcpGate {
  /** How fast bytes pass towards a client, for each connection. */
  bytesPerSecond = Number.POSITIVE_INFINITY;

  /** Whether what comes goes nowhere, without anybody being told. */
  isBlackHole = false;

  /** Whether a request to upgrade is answered with an error. */
  refusesWebSocket = false;

  constructor(test, relay) {
    this.relay = new URL(relay);
    this.sockets = new Set();
    test.after(() => this.close());
  }

  async open() {
    this.server = createServer((client) => this.#take(client));
    await once(this.server.listen(0, "127.0.0.1"), "listening");
    this.address = `http://127.0.0.1:${this.server.address().port}`;
    return this;
  }

  /** Resets every connection. */
  cut() {
    for (const socket of this.sockets) {
      socket.resetAndDestroy();
    }
  }

  close() {
    this.cut();
    this.server?.close();
  }

  #take(client) {
    const relay = connect(Number(this.relay.port), this.relay.hostname);
    for (const [socket, other] of [
      [client, relay],
      [relay, client],
    ]) {
      this.sockets.add(socket);
      socket.on("error", () => other.destroy());
      socket.on("close", () => {
        this.sockets.delete(socket);
        other.end();
      });
    }

    client.on("data", (data) => {
      if (this.isBlackHole) {
        return;
      }

      if (this.refusesWebSocket && /^upgrade: *websocket/im.test(data.toString("latin1"))) {
        client.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        relay.destroy();
      } else {
        relay.write(data);
      }
    });
    relay.on("data", (data) => {
      if (this.isBlackHole) {
        return;
      }

      client.write(data);
      this.#slow(relay, data.length);
    });
  }

  /** Lets nothing more come until what has come would have passed. */
  #slow(socket, bytes) {
    const milliseconds = (bytes / this.bytesPerSecond) * 1000;
    socket.debt = (socket.debt ?? 0) + milliseconds;
    if (socket.debt >= tickMilliseconds) {
      socket.pause();
      setTimeout(() => socket.resume(), socket.debt);
      socket.debt = 0;
    }
  }
}
