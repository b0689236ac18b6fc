import assert from "node:assert/strict";
import { after, test } from "node:test";
import { missing, stopEngines } from "./support/engines.mjs";
import { randomFile } from "./support/page-content.mjs";
import { megabyte, offered, slow, underWay } from "./support/page-meetings.mjs";
import { pageScene } from "./support/page-scene.mjs";

// What comes in between while people use the page: a wrong code, a no, a stop, a reload, a lost relay.

const options = { timeout: 180_000, skip: missing("chromium") };
const nobody = new URL("http://127.0.0.1:9");

after(stopEngines);

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
