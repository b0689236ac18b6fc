import type { VNode } from "preact";
import { announcedStep, wholePercent } from "../format/format.js";
import type { SessionState } from "../state/session-store.js";
import { isInterrupted, lineSentence } from "../state/session-view.js";
import { Store } from "../state/store.js";
import type { TransferState, TransferStore } from "../state/transfer-store.js";
import { useStore } from "../state/use-store.js";
import { useWords } from "../strings/words.js";
import { Announcer } from "./announcer.js";
import { Notice } from "./notice.js";
import { PathDrawing } from "./path-drawing.js";
import { PhraseCheck } from "./phrase-check.js";

interface SessionLineProps {
  readonly state: SessionState;
  readonly main: TransferStore | undefined;
  readonly leave: () => void;
}

const nothing = new Store<TransferState | undefined>(undefined);

/** The path between the two people, what is the case with it, and what is to be known about it. */
export function SessionLine({ state, main, leave }: SessionLineProps): VNode {
  const { strings, formats } = useWords();
  const transfer = useStore<TransferState | undefined>((main as Store<TransferState | undefined> | undefined) ?? nothing);
  const running = transfer?.stage === "running" ? main : undefined;
  const isOver = state.ended !== undefined;
  const sentence = strings.line[lineSentence(state.line, isOver, running)];
  const confirmed = transfer?.progress?.confirmedBytes ?? 0;
  const total = transfer?.progress?.totalBytes;
  const isBroken = isInterrupted(state.line) && !isOver;
  const safe = isBroken && running !== undefined && total !== undefined ? strings.line.safe(formats.percent(confirmed, total)) : "";
  const step = announcedStep(wholePercent(confirmed, total));
  const spoken = running !== undefined && !isBroken && step > 0 ? strings.common.announce(formats.percent(step, 100)) : "";
  const flow = running === undefined ? "none" : running.isSending ? "out" : "in";
  return (
    <div class="session-line">
      <PathDrawing line={state.line} flow={flow} label={sentence} />
      {isBroken ? (
        <Notice tone="warning" icon="pause">
          {sentence} {safe}
        </Notice>
      ) : (
        <p class="sentence" aria-hidden="true">
          {isOver && state.phrase !== undefined ? strings.done.theyLeft : sentence}
        </p>
      )}
      <Announcer text={`${sentence} ${safe} ${spoken}`.trim()} />
      {state.phrase === undefined || isOver ? null : <PhraseCheck phrase={state.phrase} differ={leave} />}
      <LineNotices state={state} />
    </div>
  );
}

/** A clock that is off by less does not matter to a person. */
const clockMilliseconds = 120_000;

function LineNotices({ state }: { readonly state: SessionState }): VNode {
  const { strings, formats } = useWords();
  const clock = Math.abs(state.clockDifferenceMilliseconds ?? 0);
  return (
    <>
      {state.wrongGuesses > 0 && state.phrase === undefined ? (
        <Notice tone="warning">{strings.share.wrongGuess(state.wrongGuesses)}</Notice>
      ) : null}
      {state.transport === "webSocket" ? null : <p class="hint">{strings.line.slower}</p>}
      {clock > clockMilliseconds ? <p class="hint">{strings.line.clockWrong(formats.duration(clock))}</p> : null}
    </>
  );
}
