// Clients that others wrote (npm ws, curl, Chromium), against the built relay.
import assert from "node:assert/strict";
import { execFile, spawn, spawnSync } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { after, before, test } from "node:test";
import { promisify } from "node:util";
import WebSocket from "ws";
import { control, data, key, read, subprotocol } from "./frames.mjs";
import { startRelay } from "./relay-process.mjs";

const patience = 30_000;
let relay;

before(async () => {
  relay = await startRelay("--allowed-origins", "http://127.0.0.1:1");
});
after(async () => {
  assert.equal(await relay.stop(), 0);
});

/** A client that keeps what it receives until somebody asks for it. */
class Peer {
  #frames = [];
  #waiting = [];

  constructor(options = {}) {
    this.socket = new WebSocket(relay.connect, subprotocol, options);
    this.closed = once(this.socket, "close").then(([code]) => code);
    this.socket.on("message", (frame, isBinary) => {
      assert.ok(isBinary);
      const waiting = this.#waiting.shift();
      waiting ? waiting(read(frame)) : this.#frames.push(read(frame));
    });
  }

  static async connect(options) {
    const peer = new Peer(options);
    await once(peer.socket, "open");
    assert.equal(peer.socket.protocol, subprotocol);
    assert.equal((await peer.next()).type, "welcome");
    return peer;
  }

  next() {
    return this.#frames.length ? Promise.resolve(this.#frames.shift()) : new Promise((found) => this.#waiting.push(found));
  }

  async enter(message) {
    this.socket.send(control({ key, ...message }));
    const answer = await this.next();
    assert.equal(answer.type, "entered", JSON.stringify(answer));
    return answer;
  }
}

async function pair(room) {
  const host = await Peer.connect();
  const guest = await Peer.connect();
  await host.enter({ type: "open", room });
  await guest.enter({ type: "join", room });
  assert.deepEqual(await host.next(), { type: "arrived", slot: 1 });
  return { host, guest };
}

test("ws: frames of every length form arrive whole, both ways", { timeout: patience }, async () => {
  const { host, guest } = await pair("wssizes");
  for (const size of [1, 116, 117, 65_526, 65_527, 262_400]) {
    const payload = randomBytes(size);
    guest.socket.send(data([0], payload));
    const there = await host.next();
    assert.equal(there.sender, 1);
    assert.ok(there.payload.equals(payload));
    host.socket.send(data([1], there.payload));
    assert.ok((await guest.next()).payload.equals(payload));
  }
  host.socket.close();
  guest.socket.close();
});

test("ws: 64 MB in both directions at once keep their order and their hash", { timeout: patience }, async () => {
  const { host, guest } = await pair("wsbulk");
  const frames = 250;
  const payload = randomBytes(262_144);
  const send = async (peer, to) => {
    for (let number = 0; number < frames; number++) {
      payload.writeUInt32BE(number, 0);
      await new Promise((sent, failed) =>
        peer.socket.send(data([to], payload), (error) => (error ? failed(error) : sent())),
      );
    }
  };
  const receive = async (peer) => {
    const hash = createHash("sha256");
    for (let number = 0; number < frames; number++) {
      const frame = await peer.next();
      assert.equal(frame.payload.readUInt32BE(0), number);
      hash.update(frame.payload.subarray(4));
    }
    return hash.digest("hex");
  };
  const [, , one, other] = await Promise.all([send(host, 1), send(guest, 0), receive(host), receive(guest)]);
  assert.equal(one, other);
  host.socket.close();
  guest.socket.close();
});

test("ws: an offer to compress is not taken up, and everything works", { timeout: patience }, async () => {
  const peer = await Peer.connect({ perMessageDeflate: true });
  assert.equal(peer.socket.extensions, "");
  await peer.enter({ type: "open" });
  peer.socket.close(1000);
  assert.equal(await peer.closed, 1000);
});

test("ws: fragments with a ping between them are one frame", { timeout: patience }, async () => {
  const { host, guest } = await pair("wsfragments");
  const frame = data([0], randomBytes(5_000));
  const pong = once(guest.socket, "pong");
  guest.socket.send(frame.subarray(0, 4), { fin: false });
  guest.socket.ping("between");
  guest.socket.send(frame.subarray(4, 3_000), { fin: false });
  guest.socket.send(frame.subarray(3_000), { fin: true });
  assert.ok((await host.next()).payload.equals(frame.subarray(9)));
  assert.equal(String((await pong)[0]), "between");
  host.socket.close();
  guest.socket.close();
});

test("ws: text is closed with 1003, a bad frame with 1002 after its error", { timeout: patience }, async () => {
  const text = await Peer.connect();
  text.socket.send("hello");
  assert.equal(await text.closed, 1003);

  const bad = await Peer.connect();
  bad.socket.send(Buffer.of(9));
  assert.deepEqual(await bad.next(), { type: "error", code: "bad_frame" });
  assert.equal(await bad.closed, 1002);
});

test("ws: leaving closes with 1000 and the other hears of it", { timeout: patience }, async () => {
  const { host, guest } = await pair("wsleave");
  guest.socket.send(control({ type: "leave" }));
  assert.equal(await guest.closed, 1000);
  assert.deepEqual(await host.next(), { type: "left", slot: 1, reason: "left" });
  host.socket.send(control({ type: "leave" }));
  assert.equal(await host.closed, 1000);
});

test("ws: a cut connection comes back under its key", { timeout: patience }, async () => {
  const { host, guest } = await pair("wsresume");
  guest.socket.terminate();
  assert.deepEqual(await host.next(), { type: "away", slot: 1 });
  const again = await Peer.connect();
  const entered = await again.enter({ type: "resume", room: "wsresume", slot: 1 });
  assert.deepEqual(entered.peers, [{ slot: 0, away: false }]);
  assert.deepEqual(await host.next(), { type: "back", slot: 1 });
  host.socket.close();
  again.socket.close();
});

test("ws: a refusal carries status, code and versions", { timeout: patience }, async () => {
  const socket = new WebSocket(relay.connect, "sharencrypt.relay.v99");
  const [, answer] = await once(socket, "unexpected-response");
  assert.equal(answer.statusCode, 400);
  assert.equal(answer.headers["sharencrypt-relay-versions"], "1");
  assert.deepEqual(JSON.parse((await answer.toArray()).join("")), { error: "version" });
});

test("curl: the page, the health of the relay, and what it refuses", { timeout: patience }, async () => {
  const curl = async (...options) => (await promisify(execFile)("curl", ["--silent", "--include", ...options])).stdout;

  const page = await curl(`${relay.http}/`);
  assert.match(page, /^HTTP\/1\.1 200 /);
  assert.match(page, /content-security-policy: default-src 'none'/i);
  assert.doesNotMatch(page, /unsafe-inline|unsafe-eval/);
  assert.doesNotMatch(page, /<script(?![^>]* src="\.\/assets\/)/i);
  const script = /src="\.\/(assets\/[^"]+)"/.exec(page)[1];
  const compressed = await curl("--header", "Accept-Encoding: gzip, br", "--head", `${relay.http}/${script}`);
  assert.match(compressed, /content-encoding: br/i);
  assert.match(compressed, /cache-control: public, max-age=31536000, immutable/i);
  const tag = /etag: ("[^"]+")/i.exec(page)[1];
  assert.match(await curl("--header", `If-None-Match: ${tag}`, `${relay.http}/`), /^HTTP\/1\.1 304 /);
  assert.match(await curl(`${relay.http}/health/live`), /^HTTP\/1\.1 200 [^]*live$/);
  assert.match(await curl(`${relay.http}/health/ready`), /^HTTP\/1\.1 200 [^]*ready$/);
  assert.match(await curl(`${relay.http}/nothing`), /^HTTP\/1\.1 404 /);

  const refused = await curl(relay.connect.replace("ws:", "http:"));
  assert.match(refused, /^HTTP\/1\.1 426 /);
  assert.match(refused, /sec-websocket-version: 13/i);
  assert.match(refused, /\{"error":"upgrade_required"\}$/);
});

test("curl: an upgrade by hand is answered as the RFC says and welcomed", { timeout: patience }, async () => {
  const curl = spawn("curl", [
    "--silent", "--include", "--no-buffer", "--http1.1",
    "--header", "Connection: Upgrade",
    "--header", "Upgrade: websocket",
    "--header", "Sec-WebSocket-Version: 13",
    "--header", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    "--header", `Sec-WebSocket-Protocol: ${subprotocol}`,
    relay.connect.replace("ws:", "http:"),
  ]);
  let text = "";
  for await (const part of curl.stdout) {
    text += part.toString("latin1");
    if (text.includes("silenceMs")) {
      break;
    }
  }
  curl.kill();
  assert.match(text, /^HTTP\/1\.1 101 /);
  assert.match(text, /sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/i);
  assert.match(text, /"type":"welcome"/);
});

const browser = ["chromium", "chromium-browser", "google-chrome"].find(
  (name) => spawnSync(name, ["--version"]).status === 0,
);

test("chromium: a page of an allowed origin sends to itself through the relay; another is refused", {
  timeout: 2 * patience,
  skip: browser ? false : "there is no Chromium here",
}, async () => {
  const open = await startRelay("--allowed-origins", "*");
  const page = (address) => `<script>
    const report = (text) => fetch("/report", { method: "POST", body: text });
    const socket = () => {
      const one = new WebSocket("${address}", "${subprotocol}");
      one.binaryType = "arraybuffer";
      return one;
    };
    const json = (frame) => JSON.parse(new TextDecoder().decode(new Uint8Array(frame).subarray(1)));
    const say = (one, message) => one.send(new Uint8Array([1, ...new TextEncoder().encode(JSON.stringify(message))]));
    const host = socket();
    host.onerror = () => report("refused");
    host.onmessage = ({ data }) => {
      const type = new Uint8Array(data)[0];
      if (type === 2) { report("received " + data.byteLength); return; }
      const message = json(data);
      if (message.type === "welcome") say(host, { type: "open", room: "page", key: "${key}" });
      if (message.type === "entered") {
        const guest = socket();
        guest.onmessage = ({ data }) => {
          const answer = json(data);
          if (answer.type === "welcome") say(guest, { type: "join", room: "page", key: "${key}" });
          if (answer.type === "entered") {
            const frame = new Uint8Array(9 + 262144);
            frame[0] = 2;
            frame[8] = 1;
            guest.send(frame);
          }
        };
      }
    };
  </script>`;
  try {
    assert.equal(await visit(page(open.connect)), `received ${9 + 262_144}`);
    assert.equal(await visit(page(relay.connect)), "refused");
  } finally {
    await open.stop();
  }
});

/** Lets Chromium open a page and resolves with what the page reports. */
async function visit(html) {
  const profile = mkdtempSync(path.join(tmpdir(), "sharencrypt-interop-"));
  let reported;
  const report = new Promise((resolve) => {
    reported = resolve;
  });
  const server = createServer(async (request, answer) => {
    if (request.method === "POST") {
      reported((await request.toArray()).join(""));
    }
    answer.setHeader("Content-Type", "text/html").end(request.method === "GET" && request.url === "/" ? html : "");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const chromium = spawn(browser, [
    "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", `--user-data-dir=${profile}`,
    `http://127.0.0.1:${server.address().port}/`,
  ], { stdio: "ignore", detached: true });
  const ended = once(chromium, "exit");
  try {
    return await Promise.race([report, ended.then(() => "the browser ended")]);
  } finally {
    try {
      process.kill(-chromium.pid, "SIGKILL"); // Its helpers, too: they write into the profile.
    } catch {
      // All have ended.
    }
    await ended;
    server.closeAllConnections();
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
  }
}
