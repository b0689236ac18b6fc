import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as wait } from "node:timers/promises";
import { find } from "./programs.mjs";

const element = "element-6066-11e4-a52e-4f735466cecf"; // W3C WebDriver section 12.

/** Starts WebKitGTK over W3C WebDriver, on a screen of its own. Each page is a browser of its own, with a driver of its own: a driver has one. */
export async function startWebKit() {
  const display = `:${100 + (process.pid % 800)}`;
  const running = [spawn(find("Xvfb"), [display, "-screen", "0", "1280x900x24"], { stdio: "ignore" })];
  return {
    name: "webkit",
    open: async (address) => {
      const { driver, ask } = await startDriver(display);
      running.push(driver);
      const { sessionId } = await ask("POST", "/session", {
        capabilities: { alwaysMatch: { "webkitgtk:browserOptions": { args: ["--automation"] }, timeouts: { script: 600_000 } } },
      });
      const session = `/session/${sessionId}`;
      await ask("POST", `${session}/url`, { url: address });
      return {
        run: (source) => run(ask, session, source),
        choose: async (selector, paths) => {
          const found = await ask("POST", `${session}/element`, { using: "css selector", value: selector });
          await ask("POST", `${session}/element/${found[element]}/value`, { text: paths.join("\n") });
        },
        reload: () => ask("POST", `${session}/refresh`, {}),
        close: async () => {
          await ask("DELETE", session);
          await end(driver);
        },
      };
    },
    stop: async () => {
      for (const program of running.reverse()) {
        await end(program);
      }
    },
  };
}

async function end(program) {
  if (program.exitCode === null && program.signalCode === null) {
    const ended = once(program, "exit");
    program.kill();
    await ended;
  }
}

async function startDriver(display) {
  const port = await freePort();
  const driver = spawn(find("WebKitWebDriver"), [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: display, WEBKIT_DISABLE_COMPOSITING_MODE: "1", LIBGL_ALWAYS_SOFTWARE: "1" },
  });
  const ask = (method, path, body) => request(port, method, path, body);
  await untilReady(ask);
  return { driver, ask };
}

/** Evaluates an expression, and waits for it if it is a promise. */
async function run(ask, session, source) {
  const script = `const done = arguments[arguments.length - 1];
    Promise.resolve().then(() => (${source})).then((value) => done({ value }), (error) => done({ error: String(error && error.message || error), code: error && error.code }));`;
  const answer = await ask("POST", `${session}/execute/async`, { script, args: [] });
  if (answer.error !== undefined) {
    throw new Error(answer.error);
  }

  return answer.value;
}

async function request(port, method, path, body) {
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });
  const { value } = await answer.json();
  if (!answer.ok) {
    throw new Error(`${path}: ${value.error}: ${value.message}`);
  }

  return value;
}

async function untilReady(ask) {
  for (let tries = 0; tries < 100; tries++) {
    const status = await ask("GET", "/status").catch(() => undefined);
    if (status?.ready) {
      return;
    }

    await wait(100);
  }

  throw new Error("WebKitWebDriver does not start.");
}

async function freePort() {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address();
  server.close();
  return port;
}
