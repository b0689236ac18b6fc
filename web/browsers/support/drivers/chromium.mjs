import { chromium } from "playwright-core";
import { find } from "./programs.mjs";

/** Starts Chromium. Each page is a profile of its own, as two people have. */
export async function startChromium() {
  const browser = await chromium.launch({ executablePath: find("chromium"), args: ["--no-sandbox"] });
  return {
    name: "chromium",
    open: async (address, options = {}) => {
      const context = await browser.newContext({ acceptDownloads: true, ...options });
      const page = await context.newPage();
      await page.goto(address);
      return {
        page,
        run: (source) => page.evaluate(source),
        choose: (selector, paths) => page.locator(selector).setInputFiles(paths),
        reload: () => page.reload(),
        close: () => context.close(),
      };
    },
    stop: () => browser.close(),
  };
}
