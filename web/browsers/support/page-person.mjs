import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hashOf, sorted } from "./page-content.mjs";

/** How long anything may take. Nothing is measured by it: a test goes on as soon as it is the case. */
const patience = { timeout: 60_000 };
const axe = readFileSync(createRequire(new URL("../../app/package.json", import.meta.url)).resolve("axe-core/axe.min.js"), "utf8");

/** Somebody in front of the page in Chromium: reads what it says, and uses it by its names. */
export class Person {
  /** What the browser refused by the page's policy, and errors that nobody caught. */
  complaints = [];

  /** Addresses that were asked for anything, of origins that are neither the page's nor the relay's. */
  strangers = new Set();
  downloads = [];

  constructor(page, origins) {
    this.page = page;
    const allowed = new Set(origins.flatMap((origin) => [origin, origin.replace(/^http/, "ws")]));
    const note = (address) => {
      const { protocol, origin } = new URL(address);
      if (!["data:", "about:"].includes(protocol) && !allowed.has(origin)) {
        this.strangers.add(address);
      }
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

  /** All that can be read. */
  reads() {
    return this.page.locator("main").innerText();
  }

  /** Waits until the screen's heading says this. */
  sees(heading) {
    return this.#waitFor(this.page.getByRole("heading", { level: 1, name: heading }), heading);
  }

  /** Waits until this is to be read anywhere. */
  finds(text) {
    return this.#waitFor(this.page.locator("main").getByText(text).filter({ visible: true }).first(), text);
  }

  async presses(button) {
    await this.page.getByRole("button", { name: button, exact: true }).click();
  }

  /** Waits until a question is asked over the screen. */
  async isAsked(title) {
    await this.page.getByRole("dialog", { name: title }).waitFor();
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

  async link() {
    await this.sees("Tell them this code");
    return (await this.page.locator(".code-link").innerText()).trim();
  }

  async code() {
    return codeIn(await this.link());
  }

  /** Types a code and uses it up. */
  async joins(code) {
    await this.page.getByLabel("Code or link").fill(code);
    await this.presses("Continue");
    await this.sees("Somebody sends you something");
    await this.presses("Connect");
  }

  /** What is saved next: its name, its bytes and their hash. */
  async saves(begin) {
    const place = this.downloads.length;
    await begin();
    return this.download(place);
  }

  /** One of all that were saved so far. */
  async download(place) {
    for (let tries = 0; this.downloads[place] === undefined; tries++) {
      if (tries === 60) {
        throw new Error(`Nothing more was saved: ${await this.reads()}`);
      }

      await this.page.waitForEvent("download", { timeout: 1000 }).catch(() => {});
    }

    const content = readFileSync(await this.downloads[place].path());
    return { name: this.downloads[place].suggestedFilename(), content, hash: hashOf(content) };
  }

  /** The hash of each file in a folder of the browser's private storage. */
  async hashesIn(folder) {
    const hashes = await this.page.evaluate(async (name) => {
      const found = [];
      const walk = async (handle, prefix) => {
        for await (const [child, entry] of handle.entries()) {
          if (entry.kind === "directory") {
            await walk(entry, `${prefix}${child}/`);
          } else {
            const digest = await crypto.subtle.digest("SHA-256", await (await entry.getFile()).arrayBuffer());
            found.push([prefix + child, [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("")]);
          }
        }
      };
      await walk(await (await navigator.storage.getDirectory()).getDirectoryHandle(name), "");
      return found;
    }, folder);
    return sorted(hashes);
  }

  /** Waits until some of it is there. */
  async isInTheMiddle() {
    const begun = () => Number(document.querySelector('[role="progressbar"]')?.getAttribute("aria-valuenow") ?? 0) >= 2;
    await this.page.waitForFunction(begun, null, patience);
  }

  /** What axe finds wrong with the screen. Its script comes past the page's policy, through the tool. */
  async isAccessible(screen) {
    await this.page.evaluate(axe);
    // A colour on its way to another one is neither.
    await this.page.evaluate(async () => {
      const ending = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime !== Number.POSITIVE_INFINITY);
      await Promise.allSettled(ending.map((each) => each.finished));
    });
    const found = await this.page.evaluate(() => window.axe.run());
    assert.deepEqual(
      found.violations.map(({ id, nodes }) => `${screen}: ${id}: ${nodes[0].html}`),
      [],
    );
  }

  /** At the end: the browser had nothing to complain about, and nobody else was asked for anything. */
  wasWellBehaved() {
    assert.deepEqual(this.complaints, []);
    assert.deepEqual([...this.strangers], []);
  }

  async #waitFor(locator, what) {
    try {
      await locator.waitFor(patience);
    } catch (error) {
      throw new Error(`The page never said ${what}, but: ${await this.reads().catch(() => "nothing")}`, { cause: error });
    }
  }
}

export function codeIn(link) {
  return new URL(link).hash.slice(1).split("&")[0];
}
