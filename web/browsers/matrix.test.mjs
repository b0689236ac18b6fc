import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { Command, Relay, temporaryFolder } from "./support/command-line.mjs";
import { hashOf, writeRandom } from "./support/content.mjs";
import { engines, missing, openPage, stopEngines } from "./support/engines.mjs";
import { freePort, serveSite } from "./support/site.mjs";

// Each engine with each and with the command line, in both directions. The page is on another origin than the relay.

const megabytes = 12;
const timeout = 180_000;
let number = 0;

after(stopEngines);

async function scene(t) {
  const site = await serveSite(t);
  const relay = await new Relay(t, await freePort(), site).start();
  return { site, relay, code: `matrix${++number}-secret-phrase` };
}

for (const from of engines) {
  for (const to of engines) {
    test(`${from} to ${to}: a file arrives as it was`, { timeout, skip: missing(from, to) }, async (t) => {
      const { site, relay, code } = await scene(t);
      const sender = await openPage(t, from, site);
      const receiver = await openPage(t, to, site);
      await sender.run(`harness.open("${relay.address}", "${code}")`);
      await receiver.run(`harness.join("${relay.address}", "${code}")`);
      assert.equal(await sender.run("harness.phrase()"), await receiver.run("harness.phrase()"));

      const [sent, arrived] = await Promise.all([
        sender.run(`harness.sendPattern("folder/file.bin", ${megabytes})`),
        receiver.run("harness.receiveFiles()"),
      ]);

      assert.deepEqual([sent.bytes, sent.files], [megabytes * 1024 * 1024, 1]);
      assert.equal(arrived.received[0].path, "folder/file.bin");
      assert.equal(arrived.received[0].hash, await sender.run(`harness.patternHash(${megabytes})`));
      await Promise.all([sender.run("harness.close()"), receiver.run("harness.close()")]);
    });
  }

  test(`command line to ${from}: a file arrives as it was`, { timeout, skip: missing(from) }, async (t) => {
    const { site, relay, code } = await scene(t);
    const folder = temporaryFolder(t);
    const hash = writeRandom(path.join(folder, "sent.bin"), megabytes * 1024 * 1024 + 17);
    const command = new Command(t, folder, ["send", "--relay", relay.address, "--code", code, "sent.bin"]);
    await command.says(/Waiting/);
    const receiver = await openPage(t, from, site);
    await receiver.run(`harness.join("${relay.address}", "${code}")`);

    const arrived = await receiver.run("harness.receiveFiles()");

    assert.equal(arrived.received[0].hash, hash);
    await receiver.run("harness.close()");
    assert.equal((await command.ended).code, 0, command.talk);
  });

  test(`${from} to command line: chosen files and a text arrive as they were`, { timeout, skip: missing(from) }, async (t) => {
    const { site, relay, code } = await scene(t);
    const folder = temporaryFolder(t);
    const first = writeRandom(path.join(folder, "first.bin"), megabytes * 1024 * 1024 + 3);
    const second = writeRandom(path.join(folder, "second.bin"), 5);
    const sender = await openPage(t, from, site);
    await sender.run("harness.chooser()");
    await sender.choose("input", [path.join(folder, "first.bin"), path.join(folder, "second.bin")]);
    await sender.run(`harness.open("${relay.address}", "${code}")`);
    const target = temporaryFolder(t);
    const command = new Command(t, target, ["receive", "--yes", "--relay", relay.address, code]);

    const sent = await sender.run("harness.sendChosen()");

    assert.equal(sent.files, 2);
    assert.equal((await command.ended).code, 0, command.talk);
    assert.equal(hashOf(path.join(target, "first.bin")), first);
    assert.equal(hashOf(path.join(target, "second.bin")), second);
    await sender.run("harness.close()");

    const again = await openPage(t, from, site);
    await again.run(`harness.open("${relay.address}", "${code}x")`);
    const reader = new Command(t, target, ["receive", "--yes", "--relay", relay.address, `${code}x`]);
    await again.run(`harness.sendText("Grüße, 世界")`);
    assert.equal((await reader.ended).output.trim(), "Grüße, 世界");
    await again.run("harness.close()");
  });
}
