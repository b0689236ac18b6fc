import { downloadSink } from "./download-source.js";
import type { DownloadRequest, StayAwake } from "./messages.js";

const stayAwakeMilliseconds = 10_000;
const readyMilliseconds = 10_000;

/** Whether a download can be streamed here: a service worker must be in charge of the page. */
export function canStreamDownloads(): boolean {
  return "serviceWorker" in navigator && navigator.serviceWorker.controller !== null;
}

/**
 * Begins a download whose bytes come from this page, straight to the disk, never in memory as a whole. Aborting the stream leaves a
 * failed download, never a short file.
 * @throws Error when no service worker is in charge, or it does not answer within 10 s.
 */
export async function openDownload(name: string, size: number | undefined): Promise<WritableStream<Uint8Array>> {
  const worker = navigator.serviceWorker.controller;
  if (worker === null) throw new Error("No service worker is in charge of this page.");
  const registration = await navigator.serviceWorker.ready;
  const id = crypto.randomUUID();
  const { port1, port2 } = new MessageChannel();
  const frame = document.createElement("iframe");
  frame.hidden = true;

  const stay: StayAwake = { type: "stay" };
  const ticking = setInterval(() => worker.postMessage(stay), stayAwakeMilliseconds);
  let isReady = (): void => undefined;
  const ready = new Promise<void>((resolve) => (isReady = resolve));
  const sink = downloadSink(port1, isReady, () => {
    clearInterval(ticking);
    // The browser may still be reading the last bytes.
    setTimeout(() => frame.remove(), stayAwakeMilliseconds);
  });

  const request: DownloadRequest = { type: "download", id, name, size, port: port2 };
  worker.postMessage(request, [port2]);
  try {
    await Promise.race([ready, timeout()]);
  } catch (error) {
    await sink.abort(error);
    throw error;
  }
  frame.src = new URL(`download/${id}`, registration.scope).href;
  document.body.append(frame);
  return sink;
}

function timeout(): Promise<never> {
  return new Promise((_, reject) => setTimeout(() => reject(new Error("The service worker does not answer.")), readyMilliseconds));
}
