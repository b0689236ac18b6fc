import assert from "node:assert/strict";
import { randomInt } from "node:crypto";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Command, Relay, temporaryFolder } from "./support/command-line.mjs";
import { hashOf, writeRandom } from "./support/content.mjs";
import { Draw } from "./support/draw.mjs";
import { missing, openPage, stopEngines } from "./support/engines.mjs";
import { freePort, serveSite } from "./support/site.mjs";
import { TcpGate } from "./support/tcp-gate.mjs";

// Transfers through faults drawn from a seed: each ends with the right bytes. A few by ./test, BROWSER_CHAOS_RUNS (40) by
// ./test --chaos. A seed that is printed gives the same faults again: CHAOS_SEED=n.

const isLong = process.env.TEST_MODE === "chaos";
const runs = isLong ? Number(process.env.BROWSER_CHAOS_RUNS ?? 40) : 4;
const first = Number(process.env.CHAOS_SEED ?? randomInt(2 ** 31));
const bytesPerSecond = 12 * 1024 * 1024;
const megabytes = 24;
const faults = 5;
const timeout = 240_000;
const kinds = ["command line to chromium", "chromium to command line", "chromium to chromium"];

after(stopEngines);

for (let run = 0; run < runs; run++) {
  const seed = first + run;
  const kind = kinds[seed % kinds.length];
  test(`seed ${seed}: ${kind} through ${faults} faults`, { timeout, skip: missing("chromium") }, async (t) => {
    const draw = new Draw(seed);
    const site = await serveSite(t);
    const relay = await new Relay(t, await freePort(), site).start();
    const gates = [await new TcpGate(t, relay.address).open(), await new TcpGate(t, relay.address).open()];
    for (const gate of gates) {
      gate.bytesPerSecond = bytesPerSecond;
    }

    const ending = await begin(t, kind, site, gates, `chaos${seed}-secret-phrase`);
    for (let fault = 0; fault < faults; fault++) {
      await wait(draw.within(100, 600));
      await strike(t, draw, relay, gates);
    }

    for (const gate of gates) {
      gate.refusesWebSocket = false;
      gate.bytesPerSecond = Number.POSITIVE_INFINITY;
    }

    await ending();
  });
}

/** One thing that networks and servers do. */
async function strike(t, draw, relay, gates) {
  const gate = gates[draw.within(0, 1)];
  const what = ["cut", "cut both", "kill relay", "black hole", "refuse WebSocket"][draw.within(0, 4)];
  t.diagnostic(what);
  if (what === "cut") {
    gate.cut();
  } else if (what === "cut both") {
    for (const each of gates) {
      each.cut();
    }
  } else if (what === "kill relay") {
    await relay.kill();
    await wait(draw.within(0, 1500));
    await relay.start();
  } else if (what === "black hole") {
    gate.isBlackHole = true;
    await wait(draw.within(200, 1500));
    gate.cut();
    gate.isBlackHole = false;
  } else {
    gate.refusesWebSocket = true;
    gate.cut();
  }
}

/** Begins a transfer; returns what waits for its ending and checks it. */
async function begin(t, kind, site, [senderGate, receiverGate], code) {
  const size = megabytes * 1024 * 1024;
  if (kind === "command line to chromium") {
    const folder = temporaryFolder(t);
    const hash = writeRandom(path.join(folder, "sent.bin"), size);
    const sender = new Command(t, folder, ["send", "--json", "--relay", senderGate.address, "--code", code, "sent.bin"]);
    await sender.says(/"event":"code"/);
    const page = await join(t, site, receiverGate, code);
    await page.run("harness.begin(harness.receiveFiles())");
    return async () => {
      assert.equal((await page.run("harness.ending()")).received[0].hash, hash);
      await page.run("harness.close()");
      assert.equal((await sender.ended).code, 0, sender.output);
    };
  }

  const page = await openPage(t, "chromium", site);
  await page.run(`harness.open("${senderGate.address}", "${code}")`);
  const hash = await page.run(`harness.patternHash(${megabytes})`);
  if (kind === "chromium to chromium") {
    const receiver = await join(t, site, receiverGate, code);
    await page.run(`harness.begin(harness.sendPattern("file.bin", ${megabytes}))`);
    await receiver.run("harness.begin(harness.receiveFiles())");
    return async () => {
      assert.equal((await receiver.run("harness.ending()")).received[0].hash, hash);
      assert.equal((await page.run("harness.ending()")).bytes, size);
    };
  }

  const target = temporaryFolder(t);
  const receiver = new Command(t, target, ["receive", "--yes", "--json", "--relay", receiverGate.address, code]);
  await page.run(`harness.begin(harness.sendPattern("file.bin", ${megabytes}))`);
  await receiver.says(/"event":"offer"/);
  return async () => {
    assert.equal((await receiver.ended).code, 0, receiver.output);
    assert.equal(hashOf(path.join(target, "file.bin")), hash);
    assert.equal((await page.run("harness.ending()")).bytes, size);
  };
}

async function join(t, site, gate, code) {
  const page = await openPage(t, "chromium", site);
  await page.run(`harness.join("${gate.address}", "${code}")`);
  return page;
}
