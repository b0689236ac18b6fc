import puppeteer from "puppeteer-core";
import { find } from "./programs.mjs";

/** Starts Firefox over WebDriver BiDi, with nothing of the network recorded. Each page is a user context of its own. */
export async function startFirefox() {
  const browser = await puppeteer.launch({
    browser: "firefox",
    executablePath: find("firefox-esr"),
    headless: true,
    networkEnabled: false,
  });
  return {
    name: "firefox",
    open: async (address) => {
      const context = await browser.createBrowserContext();
      const page = await context.newPage();
      await page.goto(address);
      return {
        page,
        run: (source) => page.evaluate(source),
        choose: async (selector, paths) => (await page.$(selector)).uploadFile(...paths),
        reload: () => page.reload(),
        close: () => context.close(),
      };
    },
    stop: () => browser.close(),
  };
}
