import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";

const { SHARENCRYPT_PROGRAM: named } = process.env;

/** The command line that ./test has built, or another one that is named. */
export const program: string =
  named ?? fileURLToPath(new URL("../../../../artifacts/bin/Sharencrypt.Cli/release/sharencrypt", import.meta.url));

/** Why tests with a real relay are skipped; undefined when they are not. */
export const missing: string | undefined = existsSync(program)
  ? undefined
  : `the command line is not built: ${path.relative(process.cwd(), program)}`;

/** How a command ended. */
export interface Ended {
  readonly code: number | null;
  readonly output: Buffer;
  readonly talk: string;
}

/** A folder that is removed at the end of a test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "sharencrypt-web-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));
  return folder;
}

/** A running command, and what it says. */
export class Command {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  readonly #output: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #talk = "";
  #hasEnded = false;

  constructor(folder: string, args: readonly string[], executable: string = program) {
    this.process = spawn(executable, args, { cwd: folder, env: { ...process.env, SHARENCRYPT_STATE: path.join(folder, "state") } });
    this.process.stdout?.on("data", (data: Buffer) => {
      this.#output.push(data);
      this.#look();
    });
    this.process.stderr?.on("data", (data: Buffer) => {
      this.#talk += data.toString();
      this.#look();
    });
    this.ended = once(this.process, "close").then(([code]: (number | null)[]) => {
      this.#hasEnded = true;
      this.#look();
      return { code: code ?? null, output: Buffer.concat(this.#output), talk: this.#talk };
    });
    onTestFinished(async () => {
      this.process.kill("SIGKILL");
      await this.ended;
    });
  }

  /** Fulfilled with what matched once it has been said. */
  async says(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const said = this.#talk + Buffer.concat(this.#output).toString();
      const match = pattern.exec(said);
      if (match !== null) {
        return match;
      }

      if (this.#hasEnded) {
        throw new Error(`It never said ${pattern}: ${said}`);
      }

      await new Promise<void>((resolve) => this.#waiting.add(resolve));
    }
  }

  #look(): void {
    for (const resolve of [...this.#waiting]) {
      this.#waiting.delete(resolve);
      resolve();
    }
  }
}

/** A relay of its own for one test; its address. */
export async function startRelay(): Promise<string> {
  const address = `http://127.0.0.1:${await freePort()}`;
  await new Command(temporaryFolder(), ["relay", "--urls", address]).says(/listens on/);
  return address;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address !== null ? address.port : 0;
}
