import { relayProtocolVersion } from "../relay/relay-protocol-version.js";
import { ShareError } from "../share-error.js";

/** An answer other than the one that was hoped for. `versions` is what the header of a relay says; null when it is not there. */
export function errorOfAnswer(relay: URL, status: number, versions: string | null): ShareError {
  const shown = shownAddress(relay);
  if (versions === null) {
    return [502, 503, 504].includes(status)
      ? unreachable(shown, `is not there, says a server before it (HTTP ${status})`)
      : new ShareError("notARelay", `${shown} answers, but it is not a Sharencrypt relay (HTTP ${status}).`, "Check the address.");
  }

  const isOurs = versions.split(",").some((version) => version.trim() === String(relayProtocolVersion));
  if (status === 400 && !isOurs) {
    return new ShareError("relayVersion", `The relay ${shown} speaks version ${versions} of the protocol.`, "Update whichever is older.");
  }

  if (status === 403) {
    return new ShareError(
      "relayBusy",
      `The relay ${shown} does not work with this page.`,
      "Ask whoever runs the relay to allow this page's address.",
    );
  }

  return status === 429
    ? new ShareError("relayBusy", `The relay ${shown} has too many connections from your address.`, "Wait a minute and try again.")
    : new ShareError("relayBusy", `The relay ${shown} is full or restarting.`, "Try again in a moment, or use another relay.");
}

/** There was no answer. */
export function errorOfNetwork(relay: URL, cause: unknown): ShareError {
  return unreachable(shownAddress(relay), "cannot be reached", cause);
}

/** There was no answer in time. */
export function errorOfSilence(relay: URL, waitedMilliseconds: number): ShareError {
  return unreachable(shownAddress(relay), `did not answer within ${Math.round(waitedMilliseconds / 1000)} seconds`);
}

function unreachable(shown: string, how: string, cause?: unknown): ShareError {
  return new ShareError("relayUnreachable", `The relay ${shown} ${how}.`, "Check the network, and that the relay is running.", cause);
}

function shownAddress(relay: URL): string {
  return `${relay.origin}${relay.pathname}`.replace(/\/+$/, "");
}
