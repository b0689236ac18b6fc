import { setTimeout as wait } from "node:timers/promises";
import { openPage } from "./engines.mjs";

const patienceMilliseconds = 60_000;

/** Somebody in front of the page in any engine, as far as scripts in it go. */
export class Visitor {
  constructor(page) {
    this.page = page;
  }

  static async open(t, engine, address) {
    const visitor = new Visitor(await openPage(t, engine, address));
    await visitor.sees("Drop anything");
    return visitor;
  }

  /** Waits until an expression is true in the page. */
  async until(expression, what) {
    for (let waited = 0; waited < patienceMilliseconds; waited += 50) {
      if (await this.page.run(`!!(${expression})`)) {
        return;
      }

      await wait(50);
    }

    throw new Error(`It never came to ${what}: ${await this.page.run("document.querySelector('main')?.innerText")}`);
  }

  sees(heading) {
    return this.until(`document.querySelector("h1")?.innerText.includes(${JSON.stringify(heading)})`, heading);
  }

  async presses(button) {
    const found = `[...document.querySelectorAll("button")].find((each) => each.innerText.trim() === ${JSON.stringify(button)} && !each.disabled)`;
    await this.until(found, button);
    await this.page.run(`void ${found}.click()`);
  }

  chooses(file) {
    return this.page.choose('input[type="file"]:not([webkitdirectory])', [file]);
  }

  async code() {
    await this.sees("Tell them this code");
    return this.page.run(`new URL(document.querySelector(".code-link").innerText.trim()).hash.slice(1).split("&")[0]`);
  }

  async joins(code) {
    await this.page.run(`void (() => {
      const field = document.querySelector(".code-input");
      field.focus();
      field.value = ${JSON.stringify(code)};
      field.dispatchEvent(new Event("input", { bubbles: true }));
    })()`);
    await this.presses("Continue");
    await this.presses("Connect");
  }

  /** From here on, what is handed to the browser's downloads can be asked for. */
  async watchesDownloads() {
    await this.page.run(`void (() => {
      const create = URL.createObjectURL.bind(URL);
      window.handedOver = [];
      URL.createObjectURL = (blob) => {
        window.handedOver.push(blob);
        return create(blob);
      };
    })()`);
  }

  async handedOver() {
    await this.until("window.handedOver.length > 0", "a download");
    return this.page.run(`(async () => {
      const digest = await crypto.subtle.digest("SHA-256", await window.handedOver[0].arrayBuffer());
      return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    })()`);
  }
}
