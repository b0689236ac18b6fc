/** What makes the page open without a connection. Built assets have their content in their name, so a kept one is never stale. */
const cacheName = "sharencrypt-page";

/** Keeps what the page begins with. */
export async function keepShell(scope: string, files: readonly string[]): Promise<void> {
  const cache = await caches.open(cacheName);
  // What was just loaded for the page is not loaded again: a built file never changes. Everything else is asked for anew.
  const addresses = [scope, ...files.map((file) => new URL(file, scope).href)];
  await cache.addAll(addresses.map((address) => new Request(address, { cache: isBuiltFile(scope, address) ? "default" : "no-cache" })));
}

/** Keeps further built files that the page was loaded from, such as its language. */
export async function keepFiles(scope: string, addresses: readonly string[]): Promise<void> {
  const cache = await caches.open(cacheName);
  for (const address of addresses) {
    if (!isBuiltFile(scope, address) || (await cache.match(address)) !== undefined) continue;
    await cache.add(address).catch(() => undefined);
  }
}

/** Removes built files that this version does not have. */
export async function forgetOldFiles(scope: string, files: readonly string[]): Promise<void> {
  const current = new Set(files.map((file) => new URL(file, scope).href));
  const cache = await caches.open(cacheName);
  for (const { url } of await cache.keys()) {
    if (isBuiltFile(scope, url) && !current.has(url)) await cache.delete(url);
  }
}

/** The page itself: the newest if there is a connection, the kept one otherwise. */
export async function pageAnswer(scope: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic" && !answer.redirected) await cache.put(scope, answer.clone());
    return answer;
  } catch (error) {
    const kept = await cache.match(scope);
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** A file of the page: the kept one if its name says what is in it, or if there is no connection. */
export async function fileAnswer(scope: string, request: Request): Promise<Response> {
  const cache = await caches.open(cacheName);
  const kept = await cache.match(request.url);
  if (kept !== undefined && isBuiltFile(scope, request.url)) return kept;
  try {
    const answer = await fetch(request);
    if (answer.ok && answer.type === "basic" && isBuiltFile(scope, request.url)) await cache.put(request.url, answer.clone());
    return answer;
  } catch (error) {
    if (kept !== undefined) return kept;
    throw error;
  }
}

/** Whether a request is for a file that belongs to the page; all else, such as the relay's, is left alone. */
export function isPageFile(scope: string, address: string, shell: readonly string[]): boolean {
  return isBuiltFile(scope, address) || shell.some((file) => new URL(file, scope).href === address);
}

function isBuiltFile(scope: string, address: string): boolean {
  return address.startsWith(new URL("assets/", scope).href);
}
