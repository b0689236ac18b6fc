import assert from "node:assert/strict";
import { after, test } from "node:test";
import { missing, stopEngines } from "./support/engines.mjs";
import { randomFile } from "./support/page-content.mjs";
import { firstLoad } from "./support/page-first-load.mjs";
import { megabyte, slow } from "./support/page-meetings.mjs";
import { codeIn } from "./support/page-person.mjs";
import { pageScene } from "./support/page-scene.mjs";

// The page itself: its address, its keys, what an assistive technology finds, and how much is loaded.

const options = { timeout: 180_000, skip: missing("chromium") };

after(stopEngines);

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
