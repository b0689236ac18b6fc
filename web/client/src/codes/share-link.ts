import { parseBareCode, type ShareCode, type ShareCodeRefusal } from "./share-code.js";

const relayMember = "&relay=";

/** A code with the address of its page and relay: `https://host/#code`. The fragment never reaches a server. */
export interface ShareLink {
  /** The address of the page, without query and fragment. */
  readonly page: URL;

  /** The relay's base address: the page's own unless the link names another. */
  readonly relay: URL;

  /** The code in the fragment. */
  readonly code: ShareCode;
}

/** What comes of reading a link. */
export type ShareLinkResult =
  | { readonly link: ShareLink; readonly problem?: undefined }
  | (ShareCodeRefusal & { readonly link?: undefined });

/** Whether a text that a person gave is meant as a link rather than a code. */
export function looksLikeLink(text: string): boolean {
  return text.includes("://");
}

/**
 * The link to show to a person: it holds the code. Do not log it.
 * @param page Address of the page.
 * @param relay Base address of the relay; named in the link only when it is not the page's.
 * @param code What it says about the relay is left out: the link itself names it.
 */
export function composeLink(page: URL, relay: URL, code: ShareCode): string {
  const foreign = page.href === relay.href ? "" : relayMember + encodeURIComponent(relay.href);
  return `${page.origin}${page.pathname}#${code.at(undefined).reveal()}${foreign}`;
}

/** Reads a link, with its fragment. */
export function parseShareLink(text: string): ShareLinkResult {
  const address = parseAddress(text.trim());
  if (address === undefined || address.hash.length < 2) {
    return { problem: "badLink" };
  }

  const page = new URL(address.origin + address.pathname);
  const fragment = address.hash.slice(1);
  const split = fragment.indexOf(relayMember);
  const relay = split < 0 ? page : parseAddress(decode(fragment.slice(split + relayMember.length)));
  if (relay === undefined) {
    return { problem: "badLink" };
  }

  const result = parseBareCode(decode(split < 0 ? fragment : fragment.slice(0, split)));
  if (result.code === undefined) {
    return result;
  }

  return { link: { page, relay, code: result.code } };
}

function parseAddress(text: string): URL | undefined {
  try {
    const url = new URL(text);
    const isWeb = url.protocol === "https:" || url.protocol === "http:";
    return isWeb && url.username === "" && url.password === "" ? url : undefined;
  } catch {
    return undefined;
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Not percent-encoded text: what is wrong in it shows by itself.
  }
}
