import { once } from "node:events";
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createTcpServer } from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

/** What a static host says of a file, by the end of its name. */
export const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".webmanifest": "application/manifest+json",
};
export const harness = fileURLToPath(new URL("../harness/dist", import.meta.url));

/** Serves a built folder as a static host does, on an origin of its own; with more headers if wanted. */
export async function serveSite(test, folder = harness, headers = {}) {
  const server = createServer((request, answer) => {
    const { pathname } = new URL(request.url, "http://host");
    const file = path.join(folder, pathname === "/" ? "index.html" : path.normalize(pathname));
    if (!existsSync(file)) {
      answer.writeHead(404).end();
      return;
    }

    for (const [name, value] of Object.entries(headers)) {
      answer.setHeader(name, value);
    }

    answer.setHeader("Content-Type", types[path.extname(file)] ?? "application/octet-stream");
    createReadStream(file)
      .on("error", () => answer.destroy()) // A test has removed its folder while a browser still asked.
      .pipe(answer);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  test.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${server.address().port}`;
}

/** A port that nobody listens on, below those that systems give to outgoing connections: none of them takes it while a relay is down. */
export async function freePort() {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const server = createTcpServer();
    const isFree = await new Promise((resolve) => {
      server.once("error", () => resolve(false));
      server.listen(port, "127.0.0.1", () => resolve(true));
    });
    if (isFree) {
      await new Promise((resolve) => server.close(resolve));
      return port;
    }
  }
}
