import type { ShareClient } from "../src/library.js";

/** In the place of the library while it has no entry point yet. */
export function createWorkerClient(_worker: Worker): ShareClient {
  throw new Error("The library is not there yet.");
}

export function serveWorker(): void {
  throw new Error("The library is not there yet.");
}
