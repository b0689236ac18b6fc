import { createWorkerClient } from "sharencrypt";
import type { ShareClient } from "../library.js";

/** The library in a worker of its own, so that the page stays responsive. */
export function libraryClient(): ShareClient {
  return createWorkerClient(new Worker(new URL("./share-worker.ts", import.meta.url), { type: "module", name: "sharencrypt" }));
}
