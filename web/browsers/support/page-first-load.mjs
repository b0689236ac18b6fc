import { readFileSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { built } from "./page-site.mjs";

/** What the page loads before anything is sent, as its index names it and a language besides: the bytes of each script as gzip. */
export function firstLoad(language) {
  const index = readFileSync(path.join(built, "index.html"), "utf8");
  const sizes = new Map();
  const open = [...index.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.js)"/g)].map((match) => match[1]);
  const entry = readFileSync(path.join(built, open[0]), "utf8");
  open.push(...[...entry.matchAll(new RegExp(`\\./(${language}-[\\w-]+\\.js)`, "g"))].map((match) => `assets/${match[1]}`));
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (sizes.has(name)) {
      continue;
    }

    const content = readFileSync(path.join(built, name), "utf8");
    sizes.set(name, gzipSync(content).length);
    open.push(...[...content.matchAll(/(?:import|from)\s*["']\.\/([\w-]+\.js)["']/g)].map((match) => `assets/${match[1]}`));
  }

  return sizes;
}
