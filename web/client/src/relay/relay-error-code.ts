import { relayCloseCode } from "./relay-close-code.js";

/** The codes of an `error` message that this version knows (docs/relay-protocol.md section 6). */
export const relayErrorCodes = [
  /** A frame that the protocol does not allow. The connection is closed. */
  "bad_frame",
  /** A control message of unknown type, malformed, or at the wrong time. The connection is closed. */
  "bad_control",
  /** No such room. */
  "room_unknown",
  /** `open`, `lock`: the name is in use. `rebuild`: by others. */
  "room_taken",
  /** No free slot. */
  "room_full",
  /** The room needs a token that was not given or is wrong. */
  "room_locked",
  /** `resume`: the slot is empty or the key is wrong. */
  "slot_unknown",
  /** `rebuild`: another peer holds the slot. */
  "slot_taken",
  /** `lock` or `remove` from a guest. */
  "not_host",
  /** Too many joins or rooms from this address, or too many joins of this room. The connection is closed. */
  "rate_limited",
  /** The relay has no room left. The connection is closed. */
  "full",
] as const;

/** Why a relay refused something. */
export type RelayErrorCode = (typeof relayErrorCodes)[number];

/** Whether this version knows a code; another one is a failure of unknown cause, shown as it is written. */
export function isRelayErrorCode(code: string): code is RelayErrorCode {
  return relayErrorCodes.some((known) => known === code);
}

/** The code with which the relay closes after this error; undefined when the connection stays open. */
export function closesWith(code: RelayErrorCode): number | undefined {
  switch (code) {
    case "bad_frame":
    case "bad_control":
      return relayCloseCode.protocolError;
    case "rate_limited":
    case "full":
      return relayCloseCode.tryAgainLater;
    default:
      return undefined;
  }
}
