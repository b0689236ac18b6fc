import { afterEach, describe, expect, test } from "vitest";
import { HttpDownloads } from "../../src/connection/http-downloads.js";
import { TransportLostError } from "../../src/connection/relay-transport.js";
import { type Answer, HttpRelay, numberOf } from "../support/http-relay.js";
import { equal, random } from "../support/pair.js";

const content = random(600_000);
let relay: HttpRelay | undefined;
let downloads: HttpDownloads | undefined;

afterEach(async () => {
  downloads?.abort();
  await relay?.close();
});

async function start(polls: boolean, answer: Answer): Promise<{ relay: HttpRelay; downloads: HttpDownloads }> {
  const server = new HttpRelay(answer);
  relay = server;
  const down = new HttpDownloads(await server.listen(), "an-id", polls);
  downloads = down;
  return { relay: server, downloads: down };
}

async function readAll(from: HttpDownloads): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  while (from.received < content.length) {
    parts.push(await from.read());
  }

  return Buffer.concat(parts);
}

describe("the down stream", () => {
  test("is read on from where an answer was cut", async () => {
    const { relay, downloads } = await start(false, (response, asked) => {
      const offset = numberOf(asked, "sharencrypt-offset");
      response.writeHead(200);
      response.write(content.subarray(offset, offset + 150_000), () => response.destroy());
    });
    expect(equal(await readAll(downloads), content)).toBe(true);
    expect(relay.asked.length).toBeGreaterThan(3);
    expect(
      relay.asked.every(({ headers }) => headers["sharencrypt-connection"] === "an-id" && headers["sharencrypt-poll"] === undefined),
    ).toBe(true);
    expect(downloads.polls).toBe(false);
  });

  test("is read on when an answer ends", async () => {
    const { downloads } = await start(false, (response, asked) => {
      const offset = numberOf(asked, "sharencrypt-offset");
      response.end(content.subarray(offset, offset + 200_000));
    });
    expect(equal(await readAll(downloads), content)).toBe(true);
  });

  test("is polled from the same byte when its beginning is held back", async () => {
    const { relay, downloads } = await start(false, (response, asked) => {
      if (asked.headers["sharencrypt-poll"] === undefined) {
        return; // A proxy that collects the whole answer, which never ends.
      }

      const offset = numberOf(asked, "sharencrypt-offset");
      response.end(content.subarray(offset, offset + 200_000));
    });
    expect(equal(await readAll(downloads), content)).toBe(true);
    expect(downloads.polls).toBe(true);
    expect(numberOf(relay.asked.at(1) ?? { method: "", headers: {}, body: Buffer.of() }, "sharencrypt-offset")).toBe(0);
  });

  test("goes on after answers that are not the relay's", async () => {
    let failures = 0;
    const { downloads } = await start(true, (response, asked) => {
      if (failures++ % 2 === 0) {
        response.writeHead(failures % 4 === 1 ? 502 : 500).end("a proxy");
        return;
      }

      const offset = numberOf(asked, "sharencrypt-offset");
      response.end(content.subarray(offset, offset + 300_000));
    });
    expect(equal(await readAll(downloads), content)).toBe(true);
  });

  test.each([404, 409])("is lost when the relay says %d", async (status) => {
    const { relay, downloads } = await start(false, (response) => response.writeHead(status).end());
    await expect(downloads.read()).rejects.toBeInstanceOf(TransportLostError);
    expect(relay.asked).toHaveLength(1);
  });

  test("ends what is under way when it is aborted", async () => {
    let came: () => void = () => {};
    const asked = new Promise<void>((resolve) => {
      came = resolve;
    });
    const { downloads } = await start(false, () => came());
    const reading = downloads.read();
    await asked;
    downloads.abort();
    await expect(reading).rejects.toBeInstanceOf(TransportLostError);
    await expect(downloads.read()).rejects.toBeInstanceOf(TransportLostError);
  });

  test("follows no redirect", async () => {
    let other = 0;
    const { downloads } = await start(false, (response, asked, request) => {
      if (request.url === "/elsewhere") {
        other++;
      }

      response.writeHead(numberOf(asked, "sharencrypt-offset") >= 0 && other === 0 ? 302 : 404, { location: "/elsewhere" }).end();
    });
    const reading = downloads.read();
    downloads.abort();
    await expect(reading).rejects.toBeInstanceOf(TransportLostError);
    expect(other).toBe(0);
  });
});
