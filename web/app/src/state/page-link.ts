/**
 * The link that this page was opened with, if it holds a code. The fragment is removed from the address bar and the history at once:
 * whoever looks at the screen or the history later must not find it.
 */
export function takeLink(
  location: Pick<Location, "href" | "hash" | "pathname" | "search">,
  history: Pick<History, "replaceState" | "state">,
): string | undefined {
  const link = location.href;
  if (location.hash.length <= 1) return undefined;
  history.replaceState(history.state, "", location.pathname + location.search);
  return link;
}

/** The code in a link or a code, for people: percent-decoded, without the address of a relay. */
export function codeShownFor(codeOrLink: string): string {
  const hash = codeOrLink.indexOf("#");
  if (hash < 0) return codeOrLink.trim();
  const code = codeOrLink.slice(hash + 1).split("&")[0] ?? "";
  try {
    return decodeURIComponent(code);
  } catch {
    return code;
  }
}
