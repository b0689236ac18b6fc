import { describe, expect, it } from "vitest";
import { downloadSink } from "../src/downloads/download-source.js";
import { contentDisposition, DownloadAnswers, downloadHeaders, streamFrom } from "../src/service-worker/download-answers.js";

const nothing = (): void => undefined;

function pair(): { sink: WritableStream<Uint8Array>; stream: ReadableStream<Uint8Array>; ended: () => number } {
  const { port1, port2 } = new MessageChannel();
  let ended = 0;
  const sink = downloadSink(port1, nothing, () => ended++);
  return { sink, stream: streamFrom(port2), ended: () => ended };
}

describe("a streamed download", () => {
  it("passes bytes on, and ends when the page says so", async () => {
    const { sink, stream, ended } = pair();
    const text = new Response(stream).text();
    const writer = sink.getWriter();
    await writer.write(new TextEncoder().encode("hello "));
    await writer.write(new TextEncoder().encode("there"));
    await writer.close();
    expect(await text).toBe("hello there");
    expect(ended()).toBe(1);
  });

  it("waits for the reader: nothing runs ahead", async () => {
    const { sink, stream } = pair();
    const writer = sink.getWriter();
    let written = 0;
    const writing = (async () => {
      for (let count = 0; count < 10; count++) {
        await writer.write(new Uint8Array(1000));
        written++;
      }
    })();
    const reader = stream.getReader();
    for (let count = 1; count <= 10; count++) {
      await reader.read();
      expect(written - count).toBeLessThan(4);
    }
    await writing;
    await writer.close();
    expect((await reader.read()).done).toBe(true);
  });

  it("does not give its caller's buffer away", async () => {
    const { sink, stream } = pair();
    const whole = new Uint8Array([1, 2, 3, 4]);
    const reader = stream.getReader();
    await sink.getWriter().write(whole.subarray(1, 3));
    expect((await reader.read()).value).toEqual(new Uint8Array([2, 3]));
    expect(whole).toEqual(new Uint8Array([1, 2, 3, 4]));
  });

  it("breaks, and never ends short, when the transfer fails", async () => {
    const { sink, stream } = pair();
    const text = new Response(stream).text();
    const writer = sink.getWriter();
    await writer.write(new Uint8Array(3));
    await writer.abort(new Error("gone"));
    await expect(text).rejects.toThrow();
  });

  it("fails the page's writing when the browser ends it", async () => {
    const { sink, stream, ended } = pair();
    const writer = sink.getWriter();
    writer.closed.catch(nothing);
    await stream.cancel();
    await expect(writer.closed).rejects.toThrow("cancelled");
    expect(ended()).toBe(1);
  });
});

describe("the answers of the service worker", () => {
  it("are given once, with a name that cannot be mistaken", async () => {
    const answers = new DownloadAnswers();
    const { port1, port2 } = new MessageChannel();
    const ready = new Promise((resolve) => (port1.onmessage = ({ data }) => resolve(data)));
    answers.expect({ type: "download", id: "one", name: "a.txt", size: 3, port: port2 });
    expect(await ready).toEqual({ type: "ready" });
    const answer = answers.answer("one");
    expect(answer.headers.get("Content-Disposition")).toContain("attachment");
    expect(answer.headers.get("Content-Length")).toBe("3");
    expect(answer.headers.get("Content-Type")).toBe("application/octet-stream");
    const again = answers.answer("one");
    expect(again.status).toBe(404);
    expect(again.headers.get("Content-Disposition")).toBeNull();
    expect(await again.text()).toBe("");
    port1.close();
    port2.close();
  });

  it.each([
    ["plain.txt", `attachment; filename="plain.txt"; filename*=UTF-8''plain.txt`],
    [`quo"te\\%.txt`, `attachment; filename="quo_te__.txt"; filename*=UTF-8''quo%22te%5C%25.txt`],
    ["日本 (1)'*.txt", `attachment; filename="__ (1)'*.txt"; filename*=UTF-8''%E6%97%A5%E6%9C%AC%20%281%29%27%2A.txt`],
    ["a\r\nSet-Cookie: x", `attachment; filename="a__Set-Cookie: x"; filename*=UTF-8''a%0D%0ASet-Cookie%3A%20x`],
    ["\ud800", `attachment; filename="_"; filename*=UTF-8''_`],
  ])("name %j", (name, value) => expect(contentDisposition(name)).toBe(value));

  it("leave the length out when it is not known", () => {
    expect(downloadHeaders("x", undefined).has("Content-Length")).toBe(false);
  });
});
