import type { DownloadDemand, DownloadRequest, DownloadSupply } from "../downloads/messages.js";

/** A download that no frame has asked for is forgotten after this time. */
const unclaimedMilliseconds = 60_000;

/** Downloads whose bytes come from a page. */
export class DownloadAnswers {
  readonly #waiting = new Map<string, DownloadRequest>();

  /** Takes note of a download; the page is told when it may ask for it. */
  expect(request: DownloadRequest): void {
    this.#waiting.set(request.id, request);
    setTimeout(() => this.#waiting.delete(request.id), unclaimedMilliseconds);
    tell(request.port, { type: "ready" });
  }

  /** Answers the frame. Each download is answered once; anything else gets an empty refusal that cannot be saved as a file. */
  answer(id: string): Response {
    const request = this.#waiting.get(id);
    if (request === undefined) return refusal();
    this.#waiting.delete(id);
    return new Response(streamFrom(request.port), { headers: downloadHeaders(request.name, request.size) });
  }
}

/** No body, no name, no attachment: a browser shows it in a hidden frame or drops it. */
export function refusal(): Response {
  return new Response(null, {
    status: 404,
    headers: { "Content-Type": "text/plain", "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" },
  });
}

/** An attachment of unknown type: nothing of it is ever shown in this page's origin. */
export function downloadHeaders(name: string, size: number | undefined): Headers {
  const headers = new Headers({
    "Content-Type": "application/octet-stream",
    "Content-Disposition": contentDisposition(name),
    "Content-Security-Policy": "default-src 'none'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
  });
  if (size !== undefined) headers.set("Content-Length", String(size));
  return headers;
}

/** RFC 6266 with the name as RFC 8187 (which follows RFC 5987) has it, and plain ASCII for what cannot read that. */
export function contentDisposition(name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\%/]/g, "_");
  const encoded = encodeURIComponent(name.replace(/[\ud800-\udfff]/gu, "_")).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

/** One chunk for each pull, so that the page never runs ahead of the disk. It ends only when the page says so; otherwise it fails. */
export function streamFrom(port: MessagePort): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        port.onmessage = ({ data }: MessageEvent<DownloadSupply>) => {
          if (data.type === "chunk") return controller.enqueue(data.bytes);
          if (data.type === "end") controller.close();
          else controller.error(new Error("The transfer ended before the file was whole."));
          port.close();
        };
      },
      async pull(controller) {
        const size = controller.desiredSize ?? 0;
        if (size > 0) tell(port, { type: "pull" });
      },
      cancel() {
        tell(port, { type: "cancel" });
        port.close();
      },
    },
    { highWaterMark: 1 },
  );
}

function tell(port: MessagePort, demand: DownloadDemand): void {
  port.postMessage(demand);
}
