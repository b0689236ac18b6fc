import type { Line, SessionState } from "./session-store.js";
import type { TransferStore } from "./transfer-store.js";

/** What a session shows as its one thing. */
export type SessionView =
  | { readonly kind: "code" }
  | { readonly kind: "joining" }
  | { readonly kind: "transfer"; readonly transfer: TransferStore }
  | { readonly kind: "ready" }
  | { readonly kind: "ended" };

/** Chooses it: what is under way before what is asked before what is over. */
export function sessionView(state: SessionState, isHost: boolean): SessionView {
  const main = mainTransfer(state.transfers);
  if (state.phrase === undefined) {
    if (state.ended !== undefined) return { kind: "ended" };
    return { kind: isHost && !state.isResumed && state.code !== "" ? "code" : "joining" };
  }
  if (main !== undefined) return { kind: "transfer", transfer: main };
  return { kind: state.ended === undefined ? "ready" : "ended" };
}

export function mainTransfer(transfers: readonly TransferStore[]): TransferStore | undefined {
  const first = (stage: TransferStore["value"]["stage"]): TransferStore | undefined => transfers.find((each) => each.value.stage === stage);
  return first("running") ?? first("asked") ?? first("proposed") ?? first("queued") ?? transfers.at(-1);
}

/** The sentence about the connection. */
export type LineSentence =
  | "connecting"
  | "waiting"
  | "proving"
  | "together"
  | "sending"
  | "receiving"
  | "myConnectionLost"
  | "theirConnectionLost"
  | "over";

export function lineSentence(line: Line, isOver: boolean, running: TransferStore | undefined): LineSentence {
  if (isOver || line.theirs === "left") return "over";
  if (line.mine === "lost") return "myConnectionLost";
  if (line.mine === "connecting") return "connecting";
  if (line.theirs === "away") return "theirConnectionLost";
  if (line.theirs === "absent") return "waiting";
  if (line.theirs === "proving") return "proving";
  if (running === undefined) return "together";
  return running.isSending ? "sending" : "receiving";
}

/** Whether nothing can flow for the moment. */
export function isInterrupted(line: Line): boolean {
  return line.mine === "lost" || line.theirs === "away";
}
