import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { Command, Relay, temporaryFolder } from "./support/command-line.mjs";
import { writeRandom } from "./support/content.mjs";
import { missing, openPage, stopEngines } from "./support/engines.mjs";
import { freePort, serveSite } from "./support/site.mjs";
import { TcpGate } from "./support/tcp-gate.mjs";

// What is interrupted goes on: pages that are reloaded, relays that are killed, networks that stop carrying WebSocket.

const timeout = 240_000;
const bytes = 96 * 1024 * 1024 + 11;

after(stopEngines);

/** A command line that sends a file to a page, slowed down so that something can happen in the middle. */
async function scene(t, engine, code, keepsTransfers) {
  const site = await serveSite(t);
  const relay = await new Relay(t, await freePort(), site).start();
  const gate = await new TcpGate(t, relay.address).open();
  const folder = temporaryFolder(t);
  const hash = writeRandom(path.join(folder, "sent.bin"), bytes);
  const command = new Command(t, folder, ["send", "--json", "--relay", gate.address, "--code", code, "sent.bin"]);
  await command.says(/"event":"code"/);
  const page = await openPage(t, engine, site);
  await page.run(`harness.join("${gate.address}", "${code}", ${keepsTransfers})`);
  await page.run("harness.begin(harness.receiveFiles())");
  return { site, relay, gate, command, page, hash };
}

/** Fulfilled when the page has this part of the whole. */
async function reaches(page, part) {
  while ((await page.run("harness.progress.at(-1) ?? 0")) < part * bytes) {
    await wait(20);
  }
}

for (const engine of ["chromium", "firefox"]) {
  test(`${engine}: a receiving page that is reloaded goes on where it was`, { timeout, skip: missing(engine) }, async (t) => {
    const { gate, command, page, hash } = await scene(t, engine, `reload${engine}-secret-phrase`, true);
    gate.bytesPerSecond = 24 * 1024 * 1024;
    await reaches(page, 0.5);
    await page.reload();
    const [kept] = await page.run("harness.unfinished()");
    assert.equal(kept.isSending, false);
    assert.ok(kept.safeBytes > 0, "something of it is safe");

    const arrived = await page.run("harness.resume()");

    assert.equal(arrived.received[0].hash, hash);
    const [first] = await page.run("harness.progress");
    assert.ok(first >= kept.safeBytes - 262_144 && first > 0, `it goes on at ${first}, and ${kept.safeBytes} were safe`);
    await page.run("harness.close()");
    assert.equal((await command.ended).code, 0, command.talk);
    assert.deepEqual(await page.run("harness.unfinished()"), []);
  });
}

test("chromium: the relay is killed and started again five times", { timeout, skip: missing("chromium") }, async (t) => {
  const { relay, gate, command, page, hash } = await scene(t, "chromium", "killed-secret-phrase", false);
  gate.bytesPerSecond = 24 * 1024 * 1024;
  for (let time = 1; time <= 5; time++) {
    await reaches(page, time * 0.15);
    await relay.kill();
    await relay.start();
  }

  gate.bytesPerSecond = Number.POSITIVE_INFINITY;
  const arrived = await page.run("harness.ending()");

  assert.equal(arrived.received[0].hash, hash);
  const told = await page.run("harness.statuses");
  assert.ok(told.includes("relayLost") && told.includes("relayBack"), `the page was told: ${told}`);
  await page.run("harness.close()");
  const { code, output } = await command.ended;
  assert.equal(code, 0, output);
  assert.match(output, /"status":"relay_lost"/);
  assert.match(output, /"status":"relay_back"/);
});

test("chromium: WebSocket is blocked in the middle, and the rest comes over HTTP", { timeout, skip: missing("chromium") }, async (t) => {
  const { gate, command, page, hash } = await scene(t, "chromium", "blocked-secret-phrase", false);
  gate.bytesPerSecond = 24 * 1024 * 1024;
  await reaches(page, 0.3);
  gate.refusesWebSocket = true;
  gate.cut();

  const arrived = await page.run("harness.ending()");

  assert.equal(arrived.received[0].hash, hash);
  assert.ok((await page.run("harness.statuses")).includes("transportChanged"));
  await page.run("harness.close()");
  assert.equal((await command.ended).code, 0, command.talk);
});
