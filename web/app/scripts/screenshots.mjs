// Every screen and state of the page over the scripted client: a picture of each, and what axe-core finds in it.
//   node scripts/screenshots.mjs FOLDER [SCENE...]
// The folder is outside of the tree. Chromium is taken from PATH. Exit code 1: a violation, an error of the page, or something too wide.
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";

const [folder, ...only] = process.argv.slice(2);
if (folder === undefined) {
  console.error("usage: node scripts/screenshots.mjs FOLDER [SCENE...]");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });

const app = fileURLToPath(new URL("..", import.meta.url));
const built = join(tmpdir(), `sharencrypt-states-${process.pid}`);
await build({
  root: join(app, "dev"),
  configFile: join(app, "vite.config.ts"),
  mode: "states",
  logLevel: "warn",
  build: { outDir: built },
});

const types = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".png": "image/png" };
const server = createServer((request, response) => {
  const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
  try {
    const body = readFileSync(join(built, path === "/" ? "index.html" : path));
    response.writeHead(200, { "Content-Type": types[extname(path === "/" ? "index.html" : path)] ?? "application/octet-stream" }).end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const base = `http://127.0.0.1:${server.address().port}/`;

const looks = [
  { name: "wide-light", width: 1280, height: 860, colorScheme: "light", lang: "en" },
  { name: "wide-dark", width: 1280, height: 860, colorScheme: "dark", lang: "en" },
  { name: "phone-320", width: 320, height: 640, colorScheme: "light", lang: "de" },
  { name: "phone-390-dark", width: 390, height: 844, colorScheme: "dark", lang: "en" },
  { name: "arabic", width: 1024, height: 800, colorScheme: "light", lang: "ar" },
];
const executablePath = execFileSync("which", ["chromium"], { encoding: "utf8" }).trim();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const first = await browser.newPage();
await first.goto(base);
await first.waitForSelector("html[data-scenes]");
const all = (await first.locator("html").getAttribute("data-scenes")).split(" ");
await first.close();
let isBad = false;

for (const look of looks) {
  const context = await browser.newContext({
    viewport: { width: look.width, height: look.height },
    colorScheme: look.colorScheme,
    reducedMotion: "reduce",
    bypassCSP: false,
  });
  for (const scene of all.filter((name) => only.length === 0 || only.includes(name))) {
    const page = await context.newPage();
    const complain = (what) => {
      isBad = true;
      console.error(`${scene} ${look.name}: ${what}`);
    };
    page.on("pageerror", (error) => complain(`error: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && complain(`console: ${message.text()}`));
    await page.goto(`${base}?scene=${scene}&lang=${look.lang}`);
    await page.waitForFunction((name) => document.documentElement.dataset.scene === name, scene);
    await page.waitForTimeout(120);
    await page.screenshot({ path: join(folder, `${scene}.${look.name}.png`), fullPage: true });
    const tooWide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (tooWide > 0) complain(`too wide by ${tooWide} px`);
    // Through the debugger, which the page's policy does not bind.
    await page.evaluate(axe);
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const each of violations)
      complain(`axe: ${each.id}: ${each.help}: ${each.nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
    await page.close();
  }
  await context.close();
}
await browser.close();
server.close();
console.log(`${all.length} scenes, ${looks.length} looks: ${folder}`);
process.exit(isBad ? 1 : 0);
