import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { types } from "./site.mjs";

/** The page as it is published. */
export const built = fileURLToPath(new URL("../../app/dist", import.meta.url));

/** Serves the built page as a static host does, with a relay named in its index. */
export async function servePage(t, relay) {
  const server = createServer((request, answer) => {
    const { pathname } = new URL(request.url, "http://host");
    const name = pathname === "/" ? "/index.html" : path.normalize(pathname);
    try {
      const content = readFileSync(path.join(built, name));
      const type = types[path.extname(name)] ?? "application/octet-stream";
      answer.writeHead(200, { "Content-Type": type }).end(name === "/index.html" ? withRelay(content, relay) : content);
    } catch {
      answer.writeHead(404).end();
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

function withRelay(index, relay) {
  return index.toString().replace('name="sharencrypt-relay" content=""', `name="sharencrypt-relay" content="${relay}"`);
}
