import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Command, missing, startRelay } from "../support/command-line.js";
import { random } from "../support/pair.js";

// The package as its users get it: packed, installed in an empty folder with its dependencies, compiled against, run.

const web = fileURLToPath(new URL("../../../", import.meta.url));
const client = path.join(web, "client");
const readme = readFileSync(path.join(client, "README.md"), "utf8");
const folder = mkdtempSync(path.join(tmpdir(), "sharencrypt-package-"));
const wsVersion: string = JSON.parse(readFileSync(path.join(web, "node_modules/ws/package.json"), "utf8")).version;
const socketTypesVersion: string = JSON.parse(readFileSync(path.join(web, "node_modules/@types/ws/package.json"), "utf8")).version;
const run = promisify(execFile);

// Not what npm tells to the scripts that it runs: it would take the folder for a part of this workspace.
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("npm_")));

beforeAll(async () => {
  await run("npm", ["pack", "--pack-destination", folder], { cwd: client, env: environment });
  const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz"));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const packages = [`./${tarball}`, `ws@${wsVersion}`, `@types/ws@${socketTypesVersion}`];
  await run("npm", ["install", "--prefer-offline", "--no-audit", "--no-fund", ...packages], { cwd: folder, env: environment });
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 10 }));

/** The sample of the README that begins with the name of its file, for a relay of this test. */
function sample(name: string, relay: string): string {
  const text = readme
    .split("```js\n")
    .find((part) => part.startsWith(`// ${name}\n`))
    ?.split("```")[0];
  if (text === undefined) {
    throw new Error(`The README has no sample ${name}.`);
  }

  return text.replaceAll("https://relay.example", relay);
}

/** A folder beside the installed package, with files in it. */
function place(name: string, files: Record<string, string | Uint8Array>): string {
  const inside = path.join(folder, name);
  mkdirSync(inside, { recursive: true });
  for (const [file, content] of Object.entries(files)) {
    writeFileSync(path.join(inside, file), content);
  }

  return inside;
}

function hashOf(file: string): string {
  return createHash("sha256").update(readFileSync(file)).digest("hex");
}

test("the package holds what is published, and nothing else", () => {
  const inside = path.join(folder, "node_modules/sharencrypt");
  expect(readdirSync(inside).sort()).toEqual(["README.md", "dist", "package.json"]);
});

test("every dependency is declared", async () => {
  const { stdout } = await run(
    "node",
    ["--input-type=module", "-e", 'console.log(Object.keys(await import("sharencrypt")).sort().join())'],
    { cwd: folder },
  );
  expect(stdout.trim().split(",")).toEqual([
    "ShareError",
    "completions",
    "createLocalClient",
    "createWorkerClient",
    "looksLikeLink",
    "maxWords",
    "parseShareCode",
    "parseShareLink",
    "serveClient",
  ]);
});

test("nothing but the entry point can be imported", async () => {
  const inner = run("node", ["--input-type=module", "-e", 'await import("sharencrypt/dist/session/local-client.js")'], { cwd: folder });
  await expect(inner).rejects.toThrow("ERR_PACKAGE_PATH_NOT_EXPORTED");
});

test("a program compiles against its types", async () => {
  const consumer = place("typed", {
    "consumer.ts": `
      import { createLocalClient, createWorkerClient, serveClient, ShareError, type IncomingOffer, type ShareErrorCode, type TransferSummary } from "sharencrypt";
      import { WebSocket as NodeSocket } from "ws";

      export async function send(blob: Blob): Promise<TransferSummary> {
        const session = await createLocalClient({ webSocket: NodeSocket }).open({ relay: "https://relay.example", words: 3 });
        const transfer = session.send({ kind: "files", files: [{ path: "a", file: blob }] });
        for await (const { confirmedBytes } of transfer) {
          console.log(confirmedBytes satisfies number);
        }

        return transfer.summary;
      }

      export const inPage = (worker: Worker) => createWorkerClient(worker);
      export const ofPlatform = () => createLocalClient({ webSocket: WebSocket });
      export const inWorker = (scope: MessagePort) => serveClient(createLocalClient(), scope);
      export const codeOf = (error: unknown): ShareErrorCode | undefined => (error instanceof ShareError ? error.code : undefined);
      export const save = (offer: IncomingOffer) => offer.accept({ kind: "download", as: "zip" }).summary;
      // @ts-expect-error There is no such target.
      export const wrong = (offer: IncomingOffer) => offer.accept({ kind: "printer" });
    `,
    "tsconfig.json": JSON.stringify({
      compilerOptions: {
        target: "ES2022",
        lib: ["ES2023", "DOM", "DOM.Iterable", "DOM.AsyncIterable"],
        module: "NodeNext",
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        types: ["node"],
        typeRoots: [path.join(web, "node_modules/@types")],
      },
      include: ["consumer.ts"],
    }),
    "package.json": JSON.stringify({ type: "module" }),
  });
  await run(path.join(web, "node_modules/.bin/tsc"), ["-p", consumer]).catch((error: { stdout: string }) => expect.fail(error.stdout));
});

describe.skipIf(missing !== undefined)(`through a relay${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  test("the samples of the README meet each other, and end by themselves", async () => {
    const relay = await startRelay();
    const here = place("samples", {
      "send.mjs": sample("send.mjs", relay),
      "receive.mjs": sample("receive.mjs", relay),
      "photo.jpg": random(2_000_003),
    });
    const sender = new Command(here, ["send.mjs"], "node");
    const [, code = ""] = await sender.says(/other side: (\S+)/);
    const receiver = new Command(here, ["receive.mjs", code], "node");
    const [received, sent] = await Promise.all([receiver.ended, sender.ended]);
    expect(received.code, received.talk).toBe(0);
    expect(sent.code, sent.talk).toBe(0);
    expect(sent.output.toString()).toContain("Arrived: 1");
    expect(hashOf(path.join(here, "received.jpg"))).toBe(hashOf(path.join(here, "photo.jpg")));
  });

  test("the sample that sends meets the command line", async () => {
    const relay = await startRelay();
    const here = place("to-command", { "send.mjs": sample("send.mjs", relay), "photo.jpg": random(7_000_001) });
    const there = place("to-command/there", {});
    const sender = new Command(here, ["send.mjs"], "node");
    const [, code = ""] = await sender.says(/other side: (\S+)/);
    const { code: exit, talk } = await new Command(there, ["receive", "--yes", "--relay", relay, code]).ended;
    expect(exit, talk).toBe(0);
    expect((await sender.ended).code).toBe(0);
    expect(hashOf(path.join(there, "photo.jpg"))).toBe(hashOf(path.join(here, "photo.jpg")));
  });

  test.each(["plain HTTP", "ws"])("the sample that receives meets the command line over %s", async (way) => {
    const relay = await startRelay();
    const plain = sample("receive.mjs", relay);
    const script =
      way === "ws"
        ? `import { WebSocket } from "ws";\n${plain.replace("createLocalClient()", "createLocalClient({ webSocket: WebSocket })")}`
        : plain;
    const here = place(`from-command-${way === "ws" ? "ws" : "http"}`, { "receive.mjs": script });
    const there = place("from-command/there", { "photo.jpg": random(7_000_001) });
    const sender = new Command(there, ["send", "--relay", relay, "--code", "holiday7-our-secret-place", "--new", "photo.jpg"]);
    await sender.says(/Waiting/);
    const receiver = await new Command(here, ["receive.mjs", "holiday7-our-secret-place"], "node").ended;
    expect(receiver.code, receiver.talk).toBe(0);
    expect((await sender.ended).code).toBe(0);
    expect(hashOf(path.join(here, "received.jpg"))).toBe(hashOf(path.join(there, "photo.jpg")));
  });
});
