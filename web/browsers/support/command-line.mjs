import { spawn } from "node:child_process";
import { once } from "node:events";
import { accessSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const patienceMilliseconds = 120_000;

/** The command line that ./test has built, or another one that is named. */
export const program =
  process.env.SHARENCRYPT_PROGRAM ?? fileURLToPath(new URL("../../../artifacts/bin/Sharencrypt.Cli/release/sharencrypt", import.meta.url));
accessSync(program);

/** A folder that is removed at the end of a test. */
export function temporaryFolder(test) {
  const folder = mkdtempSync(path.join(tmpdir(), "sharencrypt-browsers-"));
  test.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

/** A running command, and what it says. */
export class Command {
  constructor(test, folder, args) {
    const environment = { ...process.env, SHARENCRYPT_STATE: path.join(folder, "state") };
    this.talk = "";
    this.output = "";
    this.process = spawn(program, args, { cwd: folder, env: environment });
    this.process.stdout.on("data", (data) => {
      this.output += data;
    });
    this.process.stderr.on("data", (data) => {
      this.talk += data;
    });
    this.ended = once(this.process, "exit").then(([code, signal]) => ({ code, signal, talk: this.talk, output: this.output }));
    test.after(() => this.process.kill("SIGKILL"));
  }

  /** Fulfilled when it has said something; what matched. */
  async says(pattern) {
    for (let waited = 0; waited < patienceMilliseconds; waited += 20) {
      const match = pattern.exec(this.talk + this.output);
      if (match !== null) {
        return match;
      }

      if (this.process.exitCode !== null) {
        break;
      }

      await wait(20);
    }

    throw new Error(`It never said ${pattern}: ${this.talk}${this.output}`);
  }
}

/** A relay process at a fixed address, which can be killed and started again. */
export class Relay {
  constructor(test, port, origins) {
    this.test = test;
    this.address = `http://127.0.0.1:${port}`;
    this.args = ["relay", "--urls", this.address, "--allowedOrigins", origins];
    this.folder = temporaryFolder(test);
  }

  async start() {
    this.command = new Command(this.test, this.folder, this.args);
    await this.command.says(/listens on/);
    return this;
  }

  async kill() {
    this.command.process.kill("SIGKILL");
    await this.command.ended;
  }
}
