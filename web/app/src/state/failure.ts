import type { ShareErrorCode } from "../library.js";

/** Why something ended, in the words that the strings have for it. `aborted`: this person did it. */
export type Failure = { readonly code: ShareErrorCode | "aborted" };

/** Known by its shape, not by its class: it may come out of a worker, and the library is not loaded for it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Error || error instanceof DOMException) {
    if (error.name === "AbortError") return { code: "aborted" };
    if (error.name === "ShareError" && "code" in error && isCode(error.code)) return { code: error.code };
  }
  return { code: "internal" };
}

const codes: Record<ShareErrorCode, true> = {
  internal: true,
  relayUnreachable: true,
  notARelay: true,
  relayVersion: true,
  relayBusy: true,
  relayBroken: true,
  codeMalformed: true,
  codeUnknown: true,
  codeUsed: true,
  codeTaken: true,
  codeWrong: true,
  tooManyGuesses: true,
  peerVersion: true,
  peerLeft: true,
  peerCancelled: true,
  declined: true,
  peerFailed: true,
  sessionClosed: true,
  sourceUnreadable: true,
  sourceChanged: true,
  sourceName: true,
  targetExists: true,
  targetUnwritable: true,
  diskFull: true,
  targetUnsuitable: true,
  stateUnwritable: true,
  nothingToResume: true,
  unsafeOffer: true,
  integrity: true,
  peerBroken: true,
};

function isCode(code: unknown): code is ShareErrorCode {
  return typeof code === "string" && Object.hasOwn(codes, code);
}
