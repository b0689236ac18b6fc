import type { DownloadDemand, DownloadSupply } from "./messages.js";

/** A port as far as it is used here. */
export type SupplyPort = Pick<MessagePort, "close" | "onmessage"> & {
  postMessage(supply: DownloadSupply, transfer?: Transferable[]): void;
};

/**
 * The page's end of a download: a stream whose writes wait until the browser's disk asks for more.
 * @param ready Called once when the service worker knows the download.
 * @param ended Called once, whichever way it ends.
 */
export function downloadSink(port: SupplyPort, ready: () => void, ended: () => void): WritableStream<Uint8Array> {
  let demand = 0;
  let wake: (() => void) | undefined;
  let isCancelled = false;
  const finish = (supply: DownloadSupply): void => {
    if (!isCancelled) port.postMessage(supply);
    port.close();
    ended();
  };
  return new WritableStream<Uint8Array>(
    {
      start(controller) {
        port.onmessage = ({ data }: MessageEvent<DownloadDemand>) => {
          if (data.type === "ready") return ready();
          if (data.type === "pull") demand++;
          else {
            isCancelled = true;
            controller.error(new DOMException("The download was cancelled in the browser.", "AbortError"));
            port.close();
            ended();
          }
          wake?.();
        };
      },
      async write(chunk) {
        while (demand === 0 && !isCancelled) await new Promise<void>((resolve) => (wake = resolve));
        if (isCancelled) return;
        demand--;
        // A copy of its own: what is handed over is gone, and the chunk may be a view of something larger.
        const bytes = new Uint8Array(chunk);
        port.postMessage({ type: "chunk", bytes }, [bytes.buffer]);
      },
      close: () => finish({ type: "end" }),
      abort: () => finish({ type: "abort" }),
    },
    { highWaterMark: 1 },
  );
}
