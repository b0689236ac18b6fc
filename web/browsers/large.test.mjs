import assert from "node:assert/strict";
import path from "node:path";
import { test } from "node:test";
import { Relay, temporaryFolder } from "./support/command-line.mjs";
import { writeRandom } from "./support/content.mjs";
import { startBareChromium } from "./support/drivers/bare-chromium.mjs";
import { missing } from "./support/engines.mjs";
import { freePort, serveSite } from "./support/site.mjs";

const bytes = 1024 * 1024 * 1024;

// Far below what is sent: whoever held it in memory would need all of it, and on both sides.
const mostMemoryBytes = 600 * 1024 * 1024;

test("a gigabyte from page to page is never held in memory, and holds up no click", {
  timeout: 400_000,
  skip: missing("chromium"),
}, async (t) => {
  const site = await serveSite(t);
  const relay = await new Relay(t, await freePort(), site).start();
  const folder = temporaryFolder(t);
  const hash = writeRandom(path.join(folder, "huge.bin"), bytes);
  const chromium = await startBareChromium();
  t.after(() => chromium.stop());
  const sender = await chromium.open(site);
  const receiver = await chromium.open(site);
  await sender.run("harness.chooser()");
  await sender.choose("input", [path.join(folder, "huge.bin")]);
  await sender.run(`harness.open("${relay.address}", "huge-secret-phrase")`);
  await receiver.run(`harness.join("${relay.address}", "huge-secret-phrase", true)`);
  await Promise.all([sender.run("harness.phrase()"), receiver.run("harness.phrase()")]);
  const before = chromium.memory();
  let most = before;
  const watch = setInterval(() => {
    most = Math.max(most, chromium.memory());
  }, 100);
  t.after(() => clearInterval(watch));

  const [sent, arrived] = await Promise.all([sender.run("harness.sendChosen()"), receiver.run("harness.receiveUnhashed()")]);

  clearInterval(watch);
  assert.equal(sent.bytes, bytes);
  t.diagnostic(
    `memory of all processes of the browser: ${before >> 20} MiB before, ${most >> 20} MiB at most; longest task ${await receiver.run("harness.longestTask()")} ms`,
  );
  assert.ok(most - before < mostMemoryBytes, `it took ${(most - before) >> 20} MiB more`);
  assert.equal(arrived.bytes, bytes);
  assert.equal(await receiver.run("harness.hashOfReceived()"), hash);
});
