// The smallest streaming relay over HTTP: what is PUT to a path is the answer to the GET of that path.
// Usage: node http-relay.mjs PORT
import { createServer } from "node:http";

const uploads = new Map();
const downloads = new Map();

const server = createServer((request, answer) => {
  if (request.method === "PUT") {
    uploads.set(request.url, { body: request, answer });
  } else {
    downloads.set(request.url, answer);
  }

  const upload = uploads.get(request.url);
  const download = downloads.get(request.url);
  if (!upload || !download) {
    return;
  }

  uploads.delete(request.url);
  downloads.delete(request.url);
  upload.body.pipe(download);
  // An upload that breaks off must not look like the end of the file.
  upload.body.on("error", () => download.destroy());
  upload.body.on("end", () => upload.answer.end());
});
server.requestTimeout = 0;
server.listen(Number(process.argv[2]), "127.0.0.1");
