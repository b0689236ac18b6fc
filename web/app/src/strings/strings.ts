import type { ShareErrorCode } from "../library.js";

/** What happened, and the next step; the step may be empty. */
export interface ErrorText {
  readonly what: string;
  readonly next: string;
}

/** Words for an amount of time. */
export type Amount = (count: number) => string;

/**
 * Every text of the page. A language that leaves one out does not compile. Functions get numbers and sizes that are formatted already,
 * except counts, which decide the plural.
 */
export interface Strings {
  /** For Intl: digits are the Latin ones everywhere, since codes have them. */
  readonly locale: string;
  readonly direction: "ltr" | "rtl";

  readonly files: Amount;
  readonly folders: Amount;
  readonly programs: Amount;
  readonly hiddenFiles: Amount;
  readonly seconds: Amount;
  readonly minutes: Amount;
  readonly hours: Amount;

  readonly landing: {
    readonly drop: string;
    readonly dropHere: string;
    readonly chooseFiles: string;
    readonly chooseFolder: string;
    readonly writeText: string;
    readonly pasteHint: string;
    readonly promise: string;
    readonly haveCode: string;
    readonly haveCodeHint: string;
    readonly reading: (files: string) => string;
    readonly nothingChosen: string;
    readonly offline: string;
  };

  readonly text: { readonly title: string; readonly label: string; readonly send: string; readonly tooLong: string };

  readonly code: {
    readonly label: string;
    readonly placeholder: string;
    readonly go: string;
    readonly suggestions: string;
    readonly isComplete: string;
    readonly needsRoom: string;
    readonly needsWords: string;
    readonly badCharacter: (character: string) => string;
    readonly unknownWord: (word: string) => string;
    readonly didYouMean: string;
    readonly notALink: string;
  };

  readonly join: {
    readonly title: string;
    readonly ready: string;
    readonly checking: string;
    readonly connect: string;
    readonly intoFolder: string;
    readonly toDisk: string;
    readonly atMost: (size: string) => string;
    readonly memoryOnly: (size: string) => string;
    readonly memoryOnlyUnknown: string;
    readonly noResume: string;
    readonly otherRelay: (relay: string) => string;
  };

  readonly share: {
    readonly makingCode: string;
    readonly title: string;
    readonly explain: string;
    readonly copyLink: string;
    readonly copyCode: string;
    readonly copied: string;
    readonly copyFailed: string;
    readonly shareLink: string;
    readonly qrLabel: string;
    readonly qrHint: string;
    readonly keepOpen: string;
    readonly youSend: string;
    readonly wrongGuess: (count: number) => string;
  };

  readonly line: {
    readonly you: string;
    readonly relay: string;
    readonly them: string;
    readonly connecting: string;
    readonly waiting: string;
    readonly proving: string;
    readonly together: string;
    readonly sending: string;
    readonly receiving: string;
    readonly myConnectionLost: string;
    readonly theirConnectionLost: string;
    readonly safe: (percent: string) => string;
    readonly over: string;
    readonly slower: string;
    readonly clockWrong: (amount: string) => string;
  };

  readonly phrase: {
    readonly show: string;
    readonly title: string;
    readonly explain: string;
    readonly same: string;
    readonly different: string;
    readonly checked: string;
  };

  readonly transfer: {
    readonly waitingForYes: string;
    readonly waitingForYesHint: string;
    readonly sending: (what: string) => string;
    readonly receiving: (what: string) => string;
    readonly queued: (what: string) => string;
    readonly progress: string;
    readonly percentDone: (percent: string) => string;
    readonly ofTotal: (done: string, total: string) => string;
    readonly rate: (size: string) => string;
    readonly left: (time: string) => string;
    readonly almostDone: string;
    readonly paused: string;
    readonly rateCurve: string;
    readonly stop: string;
    readonly stopTitle: string;
    readonly stopExplain: string;
    readonly stopYes: string;
    readonly stopNo: string;
    readonly filesDone: (done: string, total: string) => string;
    readonly aText: string;
    readonly aStream: string;
  };

  readonly list: {
    readonly label: string;
    readonly stored: string;
    readonly program: string;
    readonly hidden: string;
    readonly emptyFolder: string;
    readonly failedReason: { readonly changed: string; readonly unreadable: string; readonly missing: string; readonly other: string };
  };

  readonly offer: {
    readonly title: (what: string) => string;
    readonly textTitle: (size: string) => string;
    readonly streamTitle: string;
    readonly total: (size: string) => string;
    readonly free: (size: string) => string;
    readonly where: string;
    readonly folder: string;
    readonly folderHint: string;
    readonly files: string;
    readonly oneFile: string;
    readonly filesHint: string;
    readonly zip: string;
    readonly zipHint: string;
    readonly accept: string;
    readonly acceptFolder: string;
    readonly showText: string;
    readonly decline: string;
    readonly tooLarge: (size: string) => string;
    readonly marked: (what: string) => string;
    readonly waitingFirst: string;
  };

  readonly done: {
    readonly sent: (what: string) => string;
    readonly received: (what: string) => string;
    readonly sentTitle: string;
    readonly savedTitle: (what: string) => string;
    readonly textTitle: string;
    readonly summary: (what: string, size: string, time: string) => string;
    readonly average: (size: string) => string;
    readonly inFolder: (folder: string) => string;
    readonly inDownloads: string;
    readonly copyText: string;
    readonly savedLabel: string;
    readonly notArrived: (what: string) => string;
    readonly sendMore: string;
    readonly sendSomething: string;
    readonly saveAgain: string;
    readonly sendFirst: string;
    readonly sendText: string;
    readonly finish: string;
    readonly declinedByThem: string;
    readonly declinedByThemHint: string;
    readonly declinedByYou: string;
    readonly stoppedByYou: string;
    readonly stoppedHint: string;
    readonly safe: (size: string) => string;
    readonly nothingSafe: string;
    readonly keptForLater: string;
    readonly earlier: string;
    readonly readyTitle: string;
    readonly readyHint: string;
    readonly theyLeft: string;
    readonly startAgain: string;
    readonly tryAgain: string;
    readonly endedTitle: string;
  };

  readonly unfinished: {
    readonly title: string;
    readonly to: string;
    readonly from: string;
    readonly safeOf: (safe: string, total: string) => string;
    readonly until: (date: string) => string;
    readonly resume: string;
    readonly resumeWithFiles: string;
    readonly discard: string;
    readonly isRunning: string;
    readonly discardTitle: string;
    readonly discardExplain: string;
    readonly discardYes: string;
    readonly keep: string;
    readonly coming: string;
  };

  readonly about: {
    readonly title: string;
    readonly open: string;
    readonly paragraphs: readonly string[];
    readonly close: string;
  };

  readonly common: {
    readonly cancel: string;
    readonly back: string;
    readonly language: string;
    readonly skip: string;
    readonly announce: (percent: string) => string;
    readonly unknownSize: string;
  };

  readonly errors: Record<ShareErrorCode, ErrorText>;
}
