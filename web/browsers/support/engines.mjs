import { setTimeout as wait } from "node:timers/promises";
import { startChromium } from "./drivers/chromium.mjs";
import { startFirefox } from "./drivers/firefox.mjs";
import { lookUp } from "./drivers/programs.mjs";
import { startWebKit } from "./drivers/webkit.mjs";

const needs = { chromium: ["chromium"], firefox: ["firefox-esr"], webkit: ["WebKitWebDriver", "Xvfb"] };
const starts = { chromium: startChromium, firefox: startFirefox, webkit: startWebKit };
const running = new Map();
const stopBoundMilliseconds = 10_000;

/** The names of all engines. */
export const engines = Object.keys(starts);

/** Why an engine is left out, or false. */
export function missing(...names) {
  const programs = names.flatMap((name) => needs[name] ?? []).filter((program) => lookUp(program) === undefined);
  return programs.length === 0 ? false : `${programs.join(", ")} is not installed`;
}

/** Opens a page in an engine, which is started once. */
export async function openPage(test, name, address, options) {
  if (!running.has(name)) {
    running.set(name, await starts[name]());
  }

  const page = await running.get(name).open(address, options);
  test.after(() => page.close().catch(() => {})); // It may have been closed on purpose.
  return page;
}

/** Ends all engines. One that does not answer any more ends with this process. */
export async function stopEngines() {
  for (const engine of running.values()) {
    await Promise.race([engine.stop(), wait(stopBoundMilliseconds, undefined, { ref: true })]);
  }
}
