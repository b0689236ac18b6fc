import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const program = path.join(root, "artifacts/bin/Sharencrypt.Relay/release/Sharencrypt.Relay");

/** Starts the built relay on a free port and waits until it says where it listens. */
export async function startRelay(...settings) {
  if (!existsSync(program)) {
    throw new Error(`${program} is not built; ./test builds it.`);
  }

  const relay = spawn(program, ["--urls", "http://127.0.0.1:0", ...settings], {
    cwd: root,
    env: { ...process.env, SHARENCRYPT_RELAY__reconnectSeconds: "1" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise((resolve) => relay.once("exit", resolve));
  const port = await new Promise((resolve, reject) => {
    let text = "";
    relay.stdout.on("data", (data) => {
      text += data;
      const found = /listens on http:\/\/127\.0\.0\.1:(\d+)/.exec(text);
      if (found) {
        resolve(Number(found[1]));
      }
    });
    ended.then((code) => reject(new Error(`The relay ended with ${code}: ${text}`)));
  });

  return {
    port,
    http: `http://127.0.0.1:${port}`,
    connect: `ws://127.0.0.1:${port}/v1/connect`,
    async stop() {
      relay.kill("SIGTERM");
      return await ended;
    },
  };
}
