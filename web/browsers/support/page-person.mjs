import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";

/** How long anything may take. Nothing measures it: a test goes on as soon as it is the case. */
const patience = { timeout: 60_000 };

/** Somebody in front of the page: reads what it says, and uses it by its names. */
export class Person {
  /** What the browser refused by the page's policy, and errors that nobody caught. */
  complaints = [];

  /** Origins that were asked for anything, other than those that are the page's own. */
  strangers = new Set();
  downloads = [];

  constructor(page, origins) {
    this.page = page;
    const allowed = new Set(origins.flatMap((origin) => [origin, origin.replace(/^http/, "ws")]));
    const note = (address) => {
      const { protocol, origin } = new URL(address);
      if (protocol !== "data:" && protocol !== "about:" && !allowed.has(origin)) this.strangers.add(address);
    };
    page.setDefaultTimeout(patience.timeout);
    page.on("request", (request) => note(request.url()));
    page.on("websocket", (socket) => note(socket.url()));
    page.on("pageerror", (error) => this.complaints.push(error.message));
    page.on("console", (message) => /content.security.policy/i.test(message.text()) && this.complaints.push(message.text()));
    page.on("download", (download) => this.downloads.push(download));
  }

  async open(address) {
    await this.page.goto(address);
    await this.sees(/./);
  }

  /** Waits until the screen's heading says this. */
  async sees(heading) {
    try {
      await this.page.getByRole("heading", { level: 1, name: heading }).waitFor(patience);
    } catch {
      throw new Error(`The page never had the heading ${heading}, but says: ${await this.reads()}`);
    }
  }

  /** Waits until this is to be read anywhere. */
  async finds(text) {
    try {
      await this.page.locator("main").getByText(text).filter({ visible: true }).first().waitFor(patience);
    } catch {
      throw new Error(`The page never said ${text}, but: ${await this.reads()}`);
    }
  }

  /** All that can be read. */
  reads() {
    return this.page.locator("main").innerText();
  }

  async presses(button) {
    await this.page.getByRole("button", { name: button, exact: true }).click();
  }

  async chooses(...paths) {
    await this.page.locator('input[type="file"]:not([webkitdirectory])').first().setInputFiles(paths);
  }

  async choosesFolder(folder) {
    await this.page.locator("input[webkitdirectory]").first().setInputFiles(folder);
  }

  async writes(text, button) {
    await this.presses("Write text");
    await this.page.getByLabel("Your text").fill(text);
    await this.presses(button);
  }

  /** The code that is shown, from its link. */
  async code() {
    return new URL(await this.link()).hash.slice(1).split("&")[0];
  }

  async link() {
    await this.sees("Tell them this code");
    return (await this.page.locator(".code-link").innerText()).trim();
  }

  /** Types a code or link, as far as the button that uses it up. */
  async types(codeOrLink) {
    await this.page.getByLabel("Code or link").fill(codeOrLink);
    await this.presses("Continue");
    await this.sees("Somebody sends you something");
  }

  async joins(codeOrLink) {
    await this.types(codeOrLink);
    await this.presses("Connect");
  }

  /** The next download: its name, its bytes and their hash. */
  async saves(begin = async () => {}) {
    const known = this.downloads.length;
    await begin();
    while (this.downloads.length === known) {
      await this.page.waitForEvent("download", { timeout: 1000 }).catch(() => {});
    }
    return saved(this.downloads[known]);
  }

  /** Percent that are done, as the progress bar says. */
  async percent() {
    return Number(await this.page.getByRole("progressbar").getAttribute("aria-valuenow"));
  }

  /** Waits until some of it is there, but not all. */
  async isInTheMiddle() {
    await this.page.waitForFunction(() => Number(document.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow") ?? 0) >= 2, null, patience);
  }

  /** At the end: the browser had nothing to complain about, and nobody else was asked. */
  wasWellBehaved() {
    assert.deepEqual(this.complaints, []);
    assert.deepEqual([...this.strangers], []);
  }
}

export async function saved(download) {
  const content = readFileSync(await download.path());
  return { name: download.suggestedFilename(), content, hash: createHash("sha256").update(content).digest("hex") };
}
