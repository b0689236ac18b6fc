import assert from "node:assert/strict";
import path from "node:path";
import { after, test } from "node:test";
import { Command, temporaryFolder } from "./support/command-line.mjs";
import { engines, missing, stopEngines } from "./support/engines.mjs";
import { hashOfFile, randomFile, readZip, writeTree } from "./support/page-content.mjs";
import { firstLoad } from "./support/page-first-load.mjs";
import { codeIn } from "./support/page-person.mjs";
import { pageScene } from "./support/page-scene.mjs";
import { Visitor } from "./support/page-visitor.mjs";

// The page as people use it, over relays that run: by its roles and words, in English.

const options = { timeout: 180_000, skip: missing("chromium") };
const slow = 1_000_000;
const megabyte = 1_000_000;
const nobody = new URL("http://127.0.0.1:9");

after(stopEngines);

/** Two people who have met over a file, which the second one is asked about. */
async function offered(t, bytes = megabyte) {
  const scene = await pageScene(t);
  const file = randomFile(t, "holiday.bin", bytes);
  const sender = await scene.person();
  await sender.chooses(file.path);
  const receiver = await scene.person();
  await receiver.joins(await sender.code());
  await receiver.sees(/They want to send you .*holiday\.bin/);
  return { ...scene, file, sender, receiver };
}

/** The same in the middle of the transfer, which is slow until its gate is opened. */
async function underWay(t) {
  const scene = await offered(t, 24 * megabyte);
  scene.gate.bytesPerSecond = slow;
  await scene.receiver.presses("Accept");
  await scene.receiver.isInTheMiddle();
  return scene;
}

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

test("a wrong code is told to both, and three of them burn the code", options, async (t) => {
  const scene = await pageScene(t);
  const sender = await scene.person();
  await sender.writes("secret", "Get a code");
  const code = await sender.code();
  const wrong = `${code.split("-")[0]}-abandon-abandon`;
  const receiver = await scene.person();
  for (let tries = 1; tries <= 2; tries++) {
    await receiver.joins(wrong);
    await receiver.sees("The code is wrong.");
    await sender.finds(`Somebody tried a wrong code (${tries} of 3).`);
    await sender.sees("Tell them this code");
    await receiver.presses("Start again");
    await receiver.sees("Drop anything");
  }

  await receiver.joins(wrong);
  await sender.sees("Somebody tried three wrong codes, so this one is burned.");
  await receiver.sees("The code is wrong.");
  await sender.presses("Start again");
  await sender.sees("Drop anything");
  await receiver.presses("Start again");
  await receiver.joins(code);
  await receiver.sees("Nobody waits under this code.");
});

test("what is declined is not saved, and the two stay together", options, async (t) => {
  const { sender, receiver } = await offered(t);
  await receiver.presses("Decline");
  await receiver.sees("You declined. Nothing was saved.");
  await sender.sees("They declined");
  await sender.writes("rather this", "Send text");
  await receiver.presses("Show the text");
  await receiver.finds("rather this");
});

test("what is offered can be taken back before the yes", options, async (t) => {
  const { sender, receiver } = await offered(t);
  await sender.presses("Cancel");
  await sender.sees("You stopped it");
  await receiver.sees("The other side stopped it.");
  assert.equal(receiver.downloads.length, 0);
});

for (const who of ["sender", "receiver"]) {
  test(`the ${who} stops it in the middle, and both can send again`, options, async (t) => {
    const scene = await underWay(t);
    const [stopping, other] = who === "sender" ? [scene.sender, scene.receiver] : [scene.receiver, scene.sender];
    await stopping.presses("Stop");
    await stopping.isAsked("Stop this transfer?");
    await stopping.page.keyboard.press("Escape");
    await stopping.sees(/holiday\.bin/);
    await stopping.presses("Stop");
    await stopping.presses("Stop it");
    await stopping.sees("You stopped it");
    scene.gate.bytesPerSecond = Number.POSITIVE_INFINITY;
    await other.sees("The other side stopped it.");
    assert.equal(scene.receiver.downloads.length, 0);

    await scene.sender.chooses(scene.file.path);
    await scene.receiver.sees(/They want to send you .*holiday\.bin/);
    const arrived = await scene.receiver.saves(() => scene.receiver.presses("Accept"));
    assert.equal(arrived.hash, scene.file.hash);
  });
}

test("leaving asks first during a transfer, and a page that was reloaded all the same goes on", options, async (t) => {
  const { gate, file, sender, receiver } = await underWay(t);
  const [stay] = await Promise.all([
    receiver.page.waitForEvent("dialog"),
    receiver.page.evaluate("void setTimeout(() => location.reload())"),
  ]);
  assert.equal(stay.type(), "beforeunload");
  await stay.dismiss();
  await receiver.sees(/Receiving .*holiday\.bin/);

  receiver.page.once("dialog", (dialog) => dialog.accept());
  await receiver.page.reload();
  await sender.finds("Their connection dropped. We go on when they are back.");
  await receiver.finds("Unfinished");
  gate.bytesPerSecond = Number.POSITIVE_INFINITY;
  assert.equal((await receiver.saves(() => receiver.presses("Resume"))).hash, file.hash);
  await sender.sees("Arrived and checked");
  await receiver.sees(/Saved/);
  await receiver.page.reload();
  await receiver.sees("Drop anything");
  assert.equal(await receiver.page.getByText("Unfinished").count(), 0);
});

test("a sending page that was reloaded goes on with the files that are chosen again", options, async (t) => {
  const { gate, file, sender, receiver } = await underWay(t);
  sender.page.once("dialog", (dialog) => dialog.accept());
  await sender.page.reload();
  await sender.finds("Unfinished");
  gate.bytesPerSecond = Number.POSITIVE_INFINITY;
  const [chooser] = await Promise.all([sender.page.waitForEvent("filechooser"), sender.presses("Choose the files again and resume")]);
  await chooser.setFiles(file.path);
  assert.equal((await receiver.download(0)).hash, file.hash);
  await sender.sees("Arrived and checked");
});

test("an offer in between is seen to its end, and the draft waits", options, async (t) => {
  const scene = await pageScene(t);
  const sender = await scene.person();
  await sender.writes("first", "Get a code");
  const receiver = await scene.person();
  await receiver.joins(await sender.code());
  await receiver.presses("Show the text");
  await receiver.sees("Their text");
  await receiver.presses("Write text");
  await receiver.page.getByLabel("Your text").fill("a draft");
  const file = randomFile(t, "between.bin", megabyte);
  await sender.chooses(file.path);
  await receiver.sees(/They want to send you .*between\.bin/);
  assert.equal((await receiver.saves(() => receiver.presses("Accept"))).hash, file.hash);
  await receiver.sees(/Saved/);
  await receiver.presses("Write text");
  await receiver.presses("Send text");
  await sender.presses("Show the text");
  await sender.finds("a draft");
});

test("a tab that is closed in the middle is told to the other side, who can leave", options, async (t) => {
  const { sender, receiver } = await underWay(t);
  await receiver.page.close();
  await sender.finds("Their connection dropped. We go on when they are back.");
  await sender.presses("Stop");
  await sender.presses("Stop it");
  await sender.sees("You stopped it");
  await sender.presses("Finish");
  await sender.sees("Drop anything");
});

test("the relay is killed and started again in the middle", options, async (t) => {
  const { gate, relay, file, sender, receiver } = await underWay(t);
  await relay.kill();
  await receiver.finds("Your connection dropped. We go on when it is back.");
  await sender.finds("Your connection dropped. We go on when it is back.");
  await relay.start();
  gate.bytesPerSecond = Number.POSITIVE_INFINITY;
  assert.equal((await receiver.download(0)).hash, file.hash);
  await sender.sees("Arrived and checked");
  await receiver.sees(/Saved/);
});

test("the other side's connection drops in the middle", options, async (t) => {
  const { gate, otherGate, person } = await pageScene(t);
  const file = randomFile(t, "holiday.bin", 24 * megabyte);
  const sender = await person();
  await sender.chooses(file.path);
  const link = await sender.link();
  const receiver = await person(link.replace(encodeURIComponent(gate.address), encodeURIComponent(otherGate.address)));
  await receiver.presses("Connect");
  otherGate.bytesPerSecond = slow;
  await receiver.presses("Accept");
  await receiver.isInTheMiddle();
  const behind = otherGate.relay;
  otherGate.relay = nobody;
  otherGate.cut();
  await receiver.finds("Your connection dropped. We go on when it is back.");
  await sender.finds("Their connection dropped. We go on when they are back.");
  otherGate.bytesPerSecond = Number.POSITIVE_INFINITY;
  otherGate.relay = behind;
  assert.equal((await receiver.download(0)).hash, file.hash);
  await sender.sees("Arrived and checked");
  receiver.wasWellBehaved();
});

test("the code of a link is removed from the address bar and the history, and typing it is as good", options, async (t) => {
  const scene = await pageScene(t);
  const sender = await scene.person();
  await sender.writes("for you", "Get a code");
  const link = await sender.link();
  const receiver = await scene.person(link);
  await receiver.sees("Somebody sends you something");
  assert.equal(await receiver.page.evaluate("location.href"), `${scene.site}/`);
  const tool = await receiver.page.context().newCDPSession(receiver.page);
  const { entries } = await tool.send("Page.getNavigationHistory");
  const history = entries.map((entry) => entry.url);
  const kept = await receiver.page.evaluate("JSON.stringify([history.state, { ...localStorage }, { ...sessionStorage }, document.cookie])");
  assert.ok(!`${history}${kept}`.includes(codeIn(link)));

  await receiver.page.keyboard.press("Tab");
  await receiver.presses("Cancel");
  await receiver.page.getByLabel("Code or link").fill(link);
  await receiver.page.keyboard.press("Enter");
  await receiver.sees("Somebody sends you something");
  await receiver.presses("Connect");
  await receiver.presses("Show the text");
  await receiver.finds("for you");
  receiver.wasWellBehaved();
});

test("Enter and Escape do what they do everywhere", options, async (t) => {
  const scene = await pageScene(t);
  const sender = await scene.person();
  await sender.presses("Write text");
  await sender.page.getByLabel("Your text").press("Escape");
  await sender.sees("Drop anything");
  await sender.presses("How it is protected");
  await sender.page.getByRole("dialog").waitFor();
  await sender.page.keyboard.press("Escape");
  await sender.page.getByRole("dialog").waitFor({ state: "detached" });
  await sender.presses("Write text");
  await sender.page.getByLabel("Your text").fill("by keys alone");
  await sender.page.getByLabel("Your text").press("Control+Enter");

  const receiver = await scene.person();
  const [room, first, second] = (await sender.code()).split("-");
  const field = receiver.page.getByLabel("Code or link");
  await field.focus();
  await receiver.page.keyboard.type(`${room} ${first} ${second.slice(0, 4)}`);
  await receiver.finds("This code is complete.");
  await field.press("Enter");
  await receiver.sees("Somebody sends you something");
  await receiver.finds(/This browser/);
  await receiver.page.getByRole("button", { name: "Connect" }).press("Enter");
  await receiver.page.getByRole("button", { name: "Show the text" }).press("Enter");
  await receiver.finds("by keys alone");
  await receiver.presses("Check that nobody is in between");
  const words = await receiver.page.getByRole("dialog").locator(".phrase").innerText();
  await receiver.page.keyboard.press("Escape");
  await receiver.page.getByRole("dialog").waitFor({ state: "detached" });
  await sender.presses("Check that nobody is in between");
  assert.equal(await sender.page.getByRole("dialog").locator(".phrase").innerText(), words);
});

test("every live screen is accessible", options, async (t) => {
  const scene = await pageScene(t);
  const file = randomFile(t, "holiday.bin", 24 * megabyte);
  const sender = await scene.person();
  await sender.isAccessible("landing");
  await sender.chooses(file.path);
  const code = await sender.code();
  await sender.isAccessible("code");
  const receiver = await scene.person();
  await receiver.joins(code);
  await receiver.sees(/They want/);
  await receiver.isAccessible("offer");
  await sender.sees("Waiting for their yes");
  await sender.isAccessible("waiting");
  scene.gate.bytesPerSecond = slow;
  await receiver.presses("Accept");
  await receiver.isInTheMiddle();
  await receiver.isAccessible("receiving");
  await sender.isAccessible("sending");
  await scene.relay.kill();
  await sender.finds("Your connection dropped. We go on when it is back.");
  await sender.isAccessible("interrupted");
  await scene.relay.start();
  scene.gate.bytesPerSecond = Number.POSITIVE_INFINITY;
  await receiver.sees(/Saved/);
  await receiver.isAccessible("saved");
  await sender.sees("Arrived and checked");
  await sender.isAccessible("sent");
  await sender.presses("Finish");
  await receiver.finds("The other side has left.");
  await receiver.isAccessible("left");
});

test("the scripts before a transfer are less than 60 KB", () => {
  for (const language of ["en", "ar"]) {
    const sizes = [...firstLoad(language).values()];
    assert.ok(sizes.length >= 2, "the page and its language");
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 60_000, `${sizes}`);
  }
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
