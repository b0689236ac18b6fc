/** What went wrong, for programs. The twin of `ShareErrorCode` in the .NET library; stable. */
export type ShareErrorCode =
  | "internal"
  | "relayUnreachable"
  | "notARelay"
  | "relayVersion"
  | "relayBusy"
  | "relayBroken"
  | "codeMalformed"
  | "codeUnknown"
  | "codeUsed"
  | "codeTaken"
  | "codeWrong"
  | "tooManyGuesses"
  | "peerVersion"
  | "peerLeft"
  | "peerCancelled"
  | "declined"
  | "peerFailed"
  | "sessionClosed"
  | "sourceUnreadable"
  | "sourceChanged"
  | "sourceName"
  | "targetExists"
  | "targetUnwritable"
  | "diskFull"
  | "targetUnsuitable"
  | "stateUnwritable"
  | "nothingToResume"
  | "unsafeOffer"
  | "integrity"
  | "peerBroken";

/** What this library throws for reasons outside the calling program. Its message is English; a page translates by `code`. */
export class ShareError extends Error {
  override readonly name = "ShareError";

  /** What went wrong, for programs. */
  readonly code: ShareErrorCode;

  /** What to do now, for people; empty when there is nothing. */
  readonly nextStep: string;

  constructor(code: ShareErrorCode, message: string, nextStep = "", cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.nextStep = nextStep;
  }

  /** Whether the same call may succeed later without a change. */
  get isTransient(): boolean {
    return this.code === "relayUnreachable" || this.code === "relayBusy" || this.code === "peerLeft";
  }
}
