/** Where the relay is, and where links point to. */
export interface PageConfig {
  readonly relay: string;
  readonly page: string;
}

/**
 * @param namedRelay The content of `<meta name="sharencrypt-relay">`; empty for the server that the page came from.
 * @param address The page's own address.
 * @throws TypeError when the named relay is not an http or https address.
 */
export function readPageConfig(namedRelay: string, address: string): PageConfig {
  const page = new URL(".", address);
  page.search = page.hash = "";
  const relay = namedRelay.trim() === "" ? page : new URL(namedRelay.trim());
  if (relay.protocol !== "https:" && relay.protocol !== "http:") {
    throw new TypeError("namedRelay: the content of the meta element sharencrypt-relay is no http or https address.");
  }
  return { relay: relay.href, page: page.href };
}

/** The relay that a code or link names itself; undefined when it is the page's own. */
export function relayNamedIn(codeOrLink: string): string | undefined {
  const text = codeOrLink.trim();
  const link = /&relay=([^&]*)$/.exec(text);
  if (link?.[1] !== undefined) {
    try {
      return new URL(decodeURIComponent(link[1])).host;
    } catch {
      return undefined;
    }
  }
  return text.includes("#") ? undefined : /^[^@]+@(\S+)$/.exec(text)?.[1];
}
