import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { Command, temporaryFolder } from "./support/command-line.mjs";
import { engines, missing, stopEngines } from "./support/engines.mjs";
import { hashOfFile, randomFile, readZip, writeTree } from "./support/page-content.mjs";
import { megabyte, offered } from "./support/page-meetings.mjs";
import { pageScene } from "./support/page-scene.mjs";
import { Visitor } from "./support/page-visitor.mjs";

// What people send by the page, over relays that run: by its roles and words, in English.

const options = { timeout: 180_000, skip: missing("chromium") };

after(stopEngines);

test("a file, then a text back, then more in both directions", options, async (t) => {
  const { sender, receiver, file } = await offered(t);
  await sender.sees("Waiting for their yes");
  const first = await receiver.saves(() => receiver.presses("Accept"));
  assert.deepEqual([first.name, first.hash], ["holiday.bin", file.hash]);
  await receiver.sees(/Saved: .*holiday\.bin/);
  await sender.sees("Arrived and checked");
  const again = await receiver.saves(() => receiver.page.getByRole("button", { name: /^Save again/ }).click());
  assert.equal(again.hash, file.hash);

  const text = "Grüße,\n世界 <b>& more</b>";
  await receiver.writes(text, "Send text");
  await sender.sees(/They want to send you a text/);
  await sender.presses("Show the text");
  await sender.sees("Their text");
  assert.equal(await sender.page.getByRole("region", { name: "Their text" }).innerText(), text);
  await receiver.sees("Arrived and checked");

  const second = randomFile(t, "second.bin", 70_000);
  await sender.chooses(second.path);
  await receiver.sees(/They want to send you .*second\.bin/);
  assert.equal((await receiver.saves(() => receiver.presses("Accept"))).hash, second.hash);

  const third = randomFile(t, "third.bin", 70_001);
  await receiver.sees(/Saved: .*second\.bin/);
  await receiver.chooses(third.path);
  await sender.sees(/They want to send you .*third\.bin/);
  assert.equal((await sender.saves(() => sender.presses("Accept"))).hash, third.hash);

  await sender.sees(/Saved: .*third\.bin/);
  await sender.page.getByText("Show the text", { exact: true }).click();
  await sender.finds("世界 <b>& more</b>");
  await sender.presses("Finish");
  await sender.sees("Drop anything");
  await receiver.finds("The other side has left.");
  sender.wasWellBehaved();
  receiver.wasWellBehaved();
});

test("500 files in folders arrive as one ZIP file", options, async (t) => {
  const scene = await pageScene(t);
  const tree = writeTree(t, 500);
  const sender = await scene.person();
  await sender.choosesFolder(tree.folder);
  const receiver = await scene.person();
  await receiver.joins(await sender.code());
  await receiver.sees("They want to send you 500 files");
  await receiver.page.getByRole("radio", { name: /one ZIP file/ }).check();
  const zip = await receiver.saves(() => receiver.presses("Accept"));

  assert.match(zip.name, /\.zip$/);
  assert.deepEqual(readZip(zip.content), tree.hashes);
  await receiver.sees("Saved: 500 files");
  await sender.sees("Arrived and checked");
  sender.wasWellBehaved();
  receiver.wasWellBehaved();
});

test("150 files in folders are written into a chosen folder as they arrive", options, async (t) => {
  const scene = await pageScene(t);
  const tree = writeTree(t, 150);
  const sender = await scene.person();
  await sender.choosesFolder(tree.folder);
  const receiver = await scene.person();
  // No window of the system can be used here: the folder is one of the browser's own.
  await receiver.page.evaluate(() => {
    window.showDirectoryPicker = async () => (await navigator.storage.getDirectory()).getDirectoryHandle("chosen", { create: true });
  });
  await receiver.joins(await sender.code());
  await receiver.presses("Choose folder and accept");
  await receiver.sees("Saved: 150 files");
  await receiver.finds("In the folder “chosen”:");

  assert.deepEqual(await receiver.hashesIn("chosen"), tree.hashes);
  sender.wasWellBehaved();
  receiver.wasWellBehaved();
});

test("several files arrive as downloads, one by one", options, async (t) => {
  const scene = await pageScene(t);
  const files = [randomFile(t, "one.bin", 10), randomFile(t, "two.bin", megabyte), randomFile(t, "empty.bin", 0)];
  const sender = await scene.person();
  await sender.chooses(...files.map((file) => file.path));
  const receiver = await scene.person();
  await receiver.joins(await sender.code());
  await receiver.sees("They want to send you 3 files");
  await receiver.page.getByRole("radio", { name: /one by one/ }).check();
  await receiver.presses("Accept");
  const arrived = [await receiver.download(0), await receiver.download(1), await receiver.download(2)];

  assert.deepEqual(new Map(arrived.map(({ name, hash }) => [name, hash])), new Map(files.map(({ name, hash }) => [name, hash])));
});

test("the page sends a file and a text to the command line", options, async (t) => {
  const { gate, person } = await pageScene(t);
  const folder = temporaryFolder(t);
  const file = randomFile(t, "page.bin", 5 * megabyte);
  const sender = await person();
  await sender.chooses(file.path);
  const command = new Command(t, folder, ["receive", "--yes", "--relay", gate.address, await sender.code()]);
  await sender.sees("Arrived and checked");
  assert.equal((await command.ended).code, 0, command.talk);
  assert.equal(hashOfFile(path.join(folder, "page.bin")), file.hash);
  await sender.finds("The other side has left.");
  await sender.presses("Start again");

  await sender.writes("from the page", "Get a code");
  const reader = new Command(t, folder, ["receive", "--yes", "--relay", gate.address, await sender.code()]);
  assert.equal((await reader.ended).output.trim(), "from the page");
  await sender.sees("Arrived and checked");
  sender.wasWellBehaved();
});

test("the command line sends files and a text to the page", options, async (t) => {
  const { gate, person } = await pageScene(t);
  const tree = writeTree(t, 12);
  const command = new Command(t, path.dirname(tree.folder), [
    "send",
    "--relay",
    gate.address,
    "--code",
    "page1-secret-phrase",
    path.basename(tree.folder),
  ]);
  await command.says(/Waiting/);
  const receiver = await person();
  await receiver.joins("page1-secret-phrase");
  await receiver.sees("They want to send you 12 files");
  await receiver.page.getByRole("radio", { name: /one ZIP file/ }).check();
  const zip = await receiver.saves(() => receiver.presses("Accept"));
  assert.deepEqual(readZip(zip.content), tree.hashes);
  assert.equal((await command.ended).code, 0, command.talk);
  await receiver.finds("The other side has left.");
  await receiver.sees("Saved: 12 files");
  await receiver.presses("Start again");

  const writer = new Command(t, temporaryFolder(t), [
    "send",
    "--relay",
    gate.address,
    "--code",
    "page2-secret-phrase",
    "--text",
    "from the command line",
  ]);
  await writer.says(/Waiting/);
  await receiver.joins("page2-secret-phrase");
  await receiver.presses("Show the text");
  await receiver.finds("from the command line");
  assert.equal((await writer.ended).code, 0, writer.talk);
  receiver.wasWellBehaved();
});

for (const engine of engines.filter((name) => name !== "chromium")) {
  test(`${engine}: the page sends a file and receives one`, { ...options, skip: missing(engine) }, async (t) => {
    const { site, gate } = await pageScene(t);
    const folder = temporaryFolder(t);
    const file = randomFile(t, "page.bin", 3 * megabyte);
    const visitor = await Visitor.open(t, engine, site);
    await visitor.chooses(file.path);
    const command = new Command(t, folder, ["receive", "--yes", "--relay", gate.address, await visitor.code()]);
    await visitor.sees("Arrived and checked");
    assert.equal((await command.ended).code, 0, command.talk);
    assert.equal(hashOfFile(path.join(folder, "page.bin")), file.hash);
    await visitor.presses("Start again");

    const code = `smoke${engine}-secret-phrase`;
    const back = new Command(t, path.dirname(file.path), ["send", "--relay", gate.address, "--code", code, file.name]);
    await back.says(/Waiting/);
    await visitor.watchesDownloads();
    await visitor.joins(code);
    await visitor.sees("They want to send you");
    await visitor.presses("Accept");
    await visitor.sees("Saved");
    assert.equal(await visitor.handedOver(), file.hash);
    assert.equal((await back.ended).code, 0, back.talk);
  });
}
