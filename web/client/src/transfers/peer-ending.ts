import { ShareError } from "../share-error.js";
import type { CancelMessage, DeclineMessage } from "../transfer/channel-message.js";
import { escapeForPeople } from "../transfer/printable.js";
import { reasons } from "../transfer/reasons.js";
import { maxMessageLength } from "../transfer/transfer-limits.js";

/** What a person is told when the other side said no. */
export function declined({ reason, message }: DeclineMessage): ShareError {
  switch (reason) {
    case reasons.declined:
      return new ShareError("declined", `The other side declined.${told(message)}`);
    case reasons.exists:
      return new ShareError("peerFailed", `Something of that name is there already on the other side.${told(message)}`);
    case reasons.space:
      return new ShareError("peerFailed", `The other side has not enough free space.${told(message)}`);
    case reasons.unsafe:
      return new ShareError("peerFailed", `The other side refused a name as unsafe.${told(message)}`, "Rename it and send again.");
    default:
      return new ShareError("peerFailed", `The other side cannot take this (${escapeForPeople(reason)}).${told(message)}`);
  }
}

/** What a person is told when the other side ended a transfer. */
export function cancelled({ reason, message }: CancelMessage): ShareError {
  switch (reason) {
    case reasons.cancelled:
      return new ShareError("peerCancelled", `The other side cancelled.${told(message)}`);
    case reasons.space:
      return new ShareError("peerFailed", `The other side's disk is full.${told(message)}`);
    case reasons.target:
      return new ShareError("peerFailed", `The other side cannot write.${told(message)}`);
    case reasons.source:
      return new ShareError("peerFailed", `The other side cannot read what it sends.${told(message)}`);
    case reasons.integrity:
      return new ShareError(
        "integrity",
        "The other side found that what arrived was not what was sent.",
        "Somebody tampers with the connection, or software is broken. Start again with a new code.",
      );
    default:
      return new ShareError("peerFailed", `The other side stopped (${escapeForPeople(reason)}).${told(message)}`);
  }
}

/** What this side tells the other about a failure of its own. */
export function reasonFor(error: ShareError): string {
  switch (error.code) {
    case "diskFull":
      return reasons.space;
    case "targetUnwritable":
    case "targetExists":
    case "targetUnsuitable":
      return reasons.target;
    case "integrity":
    case "peerBroken":
      return reasons.integrity;
    default:
      return reasons.internal;
  }
}

/** A line that fits the protocol. */
export function shorten(message: string): string {
  return message.slice(0, maxMessageLength);
}

/** Whether an error shows that something was not authentic or against the protocol: never try again with the same code. */
export function isSealBroken(error: unknown): boolean {
  return error instanceof ShareError && (error.code === "integrity" || error.code === "peerBroken");
}

function told(message: string | undefined): string {
  return message === undefined || message === "" ? "" : ` They say: ${escapeForPeople(message)}`;
}
