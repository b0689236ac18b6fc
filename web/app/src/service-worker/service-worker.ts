import type { WorkerMessage } from "../downloads/messages.js";
import { DownloadAnswers } from "./download-answers.js";
import { fileAnswer, forgetOldFiles, isPageFile, keepFiles, keepShell, pageAnswer } from "./shell-cache.js";

declare const self: ServiceWorkerGlobalScope;

/** Put in by the build: the files that the page begins with. */
declare const SHELL_FILES: readonly string[];

const downloads = new DownloadAnswers();
const scope = self.registration.scope;
const downloadPrefix = new URL("download/", scope).href;

self.addEventListener("install", (event) => {
  event.waitUntil(keepShell(scope, SHELL_FILES).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(forgetOldFiles(scope, SHELL_FILES).then(() => self.clients.claim()));
});

self.addEventListener("message", (event) => {
  const message = event.data as WorkerMessage;
  if (message.type === "download") downloads.expect(message);
  if (message.type === "keep") event.waitUntil(keepFiles(scope, message.addresses));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = request.url.split(/[?#]/)[0] ?? "";
  if (address.startsWith(downloadPrefix)) return event.respondWith(downloads.answer(address.slice(downloadPrefix.length)));
  if (request.mode === "navigate" && (address === scope || address === `${scope}index.html`)) {
    return event.respondWith(pageAnswer(scope, request));
  }
  if (isPageFile(scope, address, SHELL_FILES)) event.respondWith(fileAnswer(scope, request));
});
