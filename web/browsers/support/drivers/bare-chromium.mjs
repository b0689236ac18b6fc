import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
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
    [
      "--headless",
      "--no-sandbox",
      "--no-first-run",
      "--remote-debugging-port=0",
      `--user-data-dir=${profile}`,
      "--disable-features=WebRtcHideLocalIpsWithMdns",
      "about:blank",
    ],
    { stdio: ["ignore", "ignore", "pipe"], detached: true },
  );
  const address = await endpointOf(chromium);
  const line = new Line(new WebSocket(address, { perMessageDeflate: false }));
  await line.opened;
  return {
    open: (url) => openPage(line, url),

    /** Bytes of memory that all its processes have now. */
    memory: () => memoryOfGroup(chromium.pid),
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
  // In the profile itself: a context beside it would be a private window, which keeps everything in memory.
  const { targetId } = await line.ask("Target.createTarget", { url });
  const { sessionId } = await line.ask("Target.attachToTarget", { targetId, flatten: true });
  const run = async (expression) => {
    const { result, exceptionDetails } = await line.ask(
      "Runtime.evaluate",
      { expression, awaitPromise: true, returnByValue: true },
      sessionId,
    );
    if (exceptionDetails !== undefined) {
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    }

    return result.value;
  };
  // A page that is isolated from others moves to another process while it loads, and has nothing to ask for a moment.
  while (!(await run("globalThis.harness !== undefined").catch(() => false))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }

  const choose = async (selector, files) => {
    const { result } = await line.ask("Runtime.evaluate", { expression: `document.querySelector(${JSON.stringify(selector)})` }, sessionId);
    await line.ask("DOM.setFileInputFiles", { files, objectId: result.objectId }, sessionId);
  };
  return { run, choose, close: () => line.ask("Target.closeTarget", { targetId }) };
}

/** The resident memory of a process group, without what is shared with others (proc(5), statm). */
function memoryOfGroup(group) {
  const pageBytes = 4096;
  let bytes = 0;
  for (const name of readdirSync("/proc").filter((entry) => /^\d+$/.test(entry))) {
    try {
      const fields = readFileSync(`/proc/${name}/stat`, "latin1").split(") ")[1].split(" ");
      if (Number(fields[2]) === group) {
        const [, resident, shared] = readFileSync(`/proc/${name}/statm`, "latin1").split(" ").map(Number);
        bytes += (resident - shared) * pageBytes;
      }
    } catch {
      // It has just ended.
    }
  }

  return bytes;
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
