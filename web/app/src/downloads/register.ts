import type { KeepFiles } from "./messages.js";

/** Registers the service worker, and has it keep what this page was loaded from. Without one the page works, but not offline. */
export async function registerServiceWorker(): Promise<void> {
  if (!("serviceWorker" in navigator) || !import.meta.env.PROD) return;
  try {
    await navigator.serviceWorker.register(new URL("./service-worker.js", document.baseURI));
    const { active } = await navigator.serviceWorker.ready;
    const addresses = performance.getEntriesByType("resource").map((entry) => entry.name);
    const keep: KeepFiles = { type: "keep", addresses };
    active?.postMessage(keep);
  } catch {
    // Private windows may refuse; nothing that is shown depends on it.
  }
}
