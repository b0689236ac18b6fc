import { protocolsHeader, relayHttpPath } from "../relay/relay-http.js";
import { relayProtocolSubprotocol, relayVersionsHeader } from "../relay/relay-protocol-version.js";
import { ShareError } from "../share-error.js";
import { errorOfAnswer, errorOfNetwork } from "./relay-errors.js";

/** What the relay says when it opens an HTTP connection. */
export interface HttpTerms {
  /** The connection's id. A secret. */
  readonly id: string;

  /** How many bytes the relay sends beyond what was confirmed. */
  readonly windowBytes: number;

  /** The longest body of a request. */
  readonly bodyBytes: number;
}

/** Where requests of the transport go. */
export function httpAddressOf(relay: URL): string {
  const address = new URL(relay);
  address.pathname = `${relay.pathname.replace(/\/+$/, "")}${relayHttpPath}`;
  address.search = "";
  address.hash = "";
  return address.href;
}

/**
 * Opens a connection over plain HTTP.
 * @throws ShareError when it does not work.
 */
export async function openHttp(relay: URL, signal: AbortSignal): Promise<HttpTerms> {
  const answer = await ask(relay, signal);
  const versions = answer.headers.get(relayVersionsHeader);
  if (answer.status !== 201 || versions === null) {
    throw errorOfAnswer(relay, answer.status, versions);
  }

  const terms: unknown = await answer.json().catch(() => undefined);
  if (!isTerms(terms)) {
    throw new ShareError("relayBroken", "The relay's answer makes no sense.", "Update this program or the relay.");
  }

  return terms;
}

async function ask(relay: URL, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(httpAddressOf(relay), {
      method: "POST",
      headers: { [protocolsHeader]: relayProtocolSubprotocol },
      redirect: "error",
      credentials: "omit",
      signal,
    });
  } catch (error) {
    signal.throwIfAborted();
    throw errorOfNetwork(relay, error);
  }
}

function isTerms(value: unknown): value is HttpTerms {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    value.id.length > 0 &&
    value.id.length <= 256 &&
    "windowBytes" in value &&
    isPositive(value.windowBytes) &&
    "bodyBytes" in value &&
    isPositive(value.bodyBytes)
  );
}

function isPositive(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) > 0;
}
