import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import WebSocket from "ws";
import { find } from "./programs.mjs";

/**
 * Chromium over the bare DevTools protocol, with nothing recorded: a driver that records what passes over the network makes
 * WebSockets many times slower, so measurements go through this one.
 */
export async function startBareChromium() {
  const profile = mkdtempSync(path.join(tmpdir(), "sharencrypt-chromium-"));
  const chromium = spawn(
    find("chromium"),
    ["--headless", "--no-sandbox", "--no-first-run", "--remote-debugging-port=0", `--user-data-dir=${profile}`, "--disable-features=WebRtcHideLocalIpsWithMdns", "about:blank"],
    { stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  const address = await endpointOf(chromium);
  const line = new Line(new WebSocket(address, { perMessageDeflate: false }));
  await line.opened;
  return {
    open: (url) => openPage(line, url),
    stop: async () => {
      const ended = once(chromium, "exit");
      process.kill(-chromium.pid, "SIGKILL");
      await ended;
      rmSync(profile, { recursive: true, force: true, maxRetries: 20 });
    },
  };
}

async function endpointOf(chromium) {
  for await (const text of createInterface({ input: chromium.stderr })) {
    const match = /^DevTools listening on (.*)$/.exec(text);
    if (match !== null) {
      return match[1];
    }
  }

  throw new Error("Chromium ended.");
}

async function openPage(line, url) {
  const { browserContextId } = await line.ask("Target.createBrowserContext");
  const { targetId } = await line.ask("Target.createTarget", { url, browserContextId });
  const { sessionId } = await line.ask("Target.attachToTarget", { targetId, flatten: true });
  const run = async (expression) => {
    const { result, exceptionDetails } = await line.ask("Runtime.evaluate", { expression, awaitPromise: true, returnByValue: true }, sessionId);
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }

    return result.value;
  };
  while (!(await run("globalThis.harness !== undefined"))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  return { run, close: () => line.ask("Target.disposeBrowserContext", { browserContextId }) };
}

/** Questions and answers over one socket. */
class Line {
  #socket;
  #waiting = new Map();
  #number = 0;

  constructor(socket) {
    this.#socket = socket;
    this.opened = once(socket, "open");
    socket.on("message", (data) => this.#take(JSON.parse(data.toString())));
  }

  ask(method, params = {}, sessionId = undefined) {
    const id = ++this.#number;
    this.#socket.send(JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }));
    return new Promise((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
  }

  #take({ id, result, error }) {
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    error === undefined ? waiting?.resolve(result) : waiting?.reject(new Error(error.message));
  }
}
