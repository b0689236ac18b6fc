import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { WebSocket as NodeWebSocket } from "ws";
import { createLocalClient } from "../../src/index.js";
import type { ShareClient } from "../../src/share-client.js";
import type { ShareSession } from "../../src/share-session.js";
import { Command, missing, startRelay, temporaryFolder } from "../support/command-line.js";
import { arrived, Collector, equal, filesOf, random, streamOf } from "../support/pair.js";

// This library and the command line, through a real relay.

const code = "holiday7-our-secret-place";
const megabytes = 5;
const withSocket = () => createLocalClient({ webSocket: NodeWebSocket });

function hash(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

async function transports(session: ShareSession): Promise<string[]> {
  const told: string[] = [];
  for await (const status of session.status()) {
    told.push(status.kind === "transportChanged" ? status.transport : "");
    if (status.kind === "peerVerified") {
      break;
    }
  }

  return told.filter((transport) => transport !== "");
}

describe.skipIf(missing !== undefined)(`with the command line${missing === undefined ? "" : ` (skipped: ${missing})`}`, () => {
  const ways: [string, () => ShareClient, string[]][] = [
    ["plain HTTP", () => createLocalClient(), ["httpStreaming"]],
    ["WebSocket", withSocket, []],
  ];
  if ("WebSocket" in globalThis) {
    ways.shift();
  }

  test.each(ways)("files go there over %s", async (_, client, ways) => {
    const relay = await startRelay();
    const content = random(megabytes * 1024 * 1024 + 17);
    const session = await client().open({ relay, chosenCode: code });
    const folder = temporaryFolder();
    const command = new Command(folder, ["receive", "--yes", "--relay", relay, code]);
    const { summary } = session.send(filesOf({ "tree/a.bin": content, "tree/b/empty": new Uint8Array() }));
    expect((await summary).files).toBe(2);
    expect(await transports(session)).toEqual(ways);
    await session.close();
    const { code: exit, talk } = await command.ended;
    expect(exit, talk).toBe(0);
    expect(hash(readFileSync(path.join(folder, "tree/a.bin")))).toBe(hash(content));
    expect(readFileSync(path.join(folder, "tree/b/empty"))).toHaveLength(0);
  });

  test.each(ways)("files come from there over %s", async (_, client) => {
    const relay = await startRelay();
    const content = random(megabytes * 1024 * 1024 + 3);
    const folder = temporaryFolder();
    writeFileSync(path.join(folder, "a.bin"), content);
    const command = new Command(folder, ["send", "--relay", relay, "--code", code, "a.bin"]);
    await command.says(/Waiting/);
    const session = await client().join(code, { relay });
    const offer = await session.receiveOffer();
    const summary = await offer?.accept({ kind: "download", as: "files" }).summary;
    await session.close();
    expect(equal((await arrived(summary)).get("a.bin"), content)).toBe(true);
    const { code: exit, talk } = await command.ended;
    expect(exit, talk).toBe(0);
  });

  test("a text goes both ways", async () => {
    const relay = await startRelay();
    const session = await withSocket().open({ relay, chosenCode: code });
    const reader = new Command(temporaryFolder(), ["receive", "--yes", "--relay", relay, code]);
    await session.send({ kind: "text", text: "Grüße, 世界" }).summary;
    await session.close();
    expect((await reader.ended).output.toString().trim()).toBe("Grüße, 世界");

    const sender = new Command(temporaryFolder(), ["send", "--relay", relay, "--code", code, "--text", "Zurück"]);
    await sender.says(/Waiting/);
    const guest = await withSocket().join(code, { relay });
    const summary = await (await guest.receiveOffer())?.accept({ kind: "text" }).summary;
    await guest.close();
    expect(summary?.text).toBe("Zurück");
    expect((await sender.ended).code).toBe(0);
  });

  test("a pipe goes both ways", async () => {
    const relay = await startRelay();
    const content = random(3_000_000);
    const session = await withSocket().open({ relay, chosenCode: code });
    const reader = new Command(temporaryFolder(), ["receive", "--yes", "--out", "-", "--relay", relay, code]);
    await session.send({ kind: "stream", stream: streamOf(content) }).summary;
    await session.close();
    const ended = await reader.ended;
    expect(ended.code, ended.talk).toBe(0);
    expect(hash(ended.output)).toBe(hash(content));

    const sender = new Command(temporaryFolder(), ["send", "--relay", relay, "--code", code, "-"]);
    sender.process.stdin?.end(content);
    await sender.says(/Waiting/);
    const guest = await withSocket().join(code, { relay });
    const output = new Collector();
    await (await guest.receiveOffer())?.accept({ kind: "stream", stream: output.stream }).summary;
    await guest.close();
    expect(hash(output.bytes)).toBe(hash(content));
    expect((await sender.ended).code).toBe(0);
  });

  test("a decline is told to the command line, which ends with 7", async () => {
    const relay = await startRelay();
    const sender = new Command(temporaryFolder(), ["send", "--relay", relay, "--code", code, "--text", "no"]);
    await sender.says(/Waiting/);
    const guest = await withSocket().join(code, { relay });
    await (await guest.receiveOffer())?.decline();
    expect((await sender.ended).code).toBe(7);
    await guest.close();
  });

  test("a wrong code is told on both sides: 6 there", async () => {
    const relay = await startRelay();
    const session = await withSocket().open({ relay, chosenCode: code });
    const wrong = new Command(temporaryFolder(), ["receive", "--yes", "--relay", relay, "holiday7-another-place"]);
    expect((await wrong.ended).code).toBe(6);
    await session.leave();

    const sender = new Command(temporaryFolder(), ["send", "--relay", relay, "--code", code, "--text", "x"]);
    await sender.says(/Waiting/);
    const guest = await withSocket().join("holiday7-another-place", { relay });
    await expect(guest.waitForPeer()).rejects.toMatchObject({ code: "codeWrong" });
    await guest.leave();
    await expect(withSocket().join("holiday8-another-place", { relay })).rejects.toMatchObject({ code: "codeUnknown" });
  });

  test("a cancel here ends the command line with 8, one there is told here", async () => {
    const relay = await startRelay();
    const session = await withSocket().open({ relay, chosenCode: code });
    const folder = temporaryFolder();
    const reader = new Command(folder, ["receive", "--yes", "--relay", relay, code]);
    const stop = new AbortController();
    const endless = session.send(
      { kind: "stream", stream: new ReadableStream({ pull: (controller) => controller.enqueue(random(65_536)) }), name: "endless" },
      { signal: stop.signal },
    );
    for await (const { confirmedBytes } of endless) {
      if (confirmedBytes > 0) {
        stop.abort();
        break;
      }
    }

    await expect(endless.summary).rejects.toMatchObject({ name: "AbortError" });
    const { code: exit, talk } = await reader.ended;
    expect(exit, talk).toBe(8);
    await session.leave();

    const other = await withSocket().open({ relay, chosenCode: code });
    const interrupted = new Command(folder, ["receive", "--yes", "--relay", relay, code]);
    const again = other.send({
      kind: "stream",
      stream: new ReadableStream({ pull: (controller) => controller.enqueue(random(65_536)) }),
      name: "endless",
    });
    for await (const { confirmedBytes } of again) {
      if (confirmedBytes > 0) {
        interrupted.process.kill("SIGINT");
        break;
      }
    }

    await expect(again.summary).rejects.toMatchObject({ code: "peerCancelled" });
    expect((await interrupted.ended).code).toBe(130);
    await other.leave();
  });

  test("an address where no relay is, is told as that", async () => {
    const relay = await startRelay();
    const url = new URL(relay);
    url.pathname = "/elsewhere";
    await expect(createLocalClient().open({ relay: url.href })).rejects.toMatchObject({ code: "notARelay" });
    await expect(withSocket().open({ relay: url.href })).rejects.toMatchObject({ code: "notARelay" });
    await expect(createLocalClient().open({ relay: "http://127.0.0.1:9" })).rejects.toMatchObject({
      code: "relayUnreachable",
      message: expect.stringContaining("http://127.0.0.1:9"),
    });
  });
});
