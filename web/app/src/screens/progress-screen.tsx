import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { wholePercent } from "../format/format.js";
import { Dialog } from "../parts/dialog.js";
import { FileList } from "../parts/file-list.js";
import { ProgressBar } from "../parts/progress-bar.js";
import { RateCurve } from "../parts/rate-curve.js";
import { ScreenHeading } from "../parts/screen-heading.js";
import { whatOf } from "../parts/what.js";
import { secondsLeft } from "../state/rate-meter.js";
import type { TransferState, TransferStore } from "../state/transfer-store.js";
import { useStore } from "../state/use-store.js";
import type { Words } from "../strings/words.js";
import { useWords } from "../strings/words.js";

/** A transfer under way: how far, how fast, how long, and each file. */
export function ProgressScreen({ transfer, isPaused }: { readonly transfer: TransferStore; readonly isPaused: boolean }): VNode {
  const words = useWords();
  const { strings, formats } = words;
  const state = useStore(transfer);
  const { outline } = transfer;
  const what = whatOf(outline, strings);
  const isWaiting = state.stage === "proposed" || state.stage === "queued";
  const total = state.progress?.totalBytes ?? outline.totalBytes;
  const confirmed = state.progress?.confirmedBytes ?? 0;
  const percent = total === undefined ? undefined : wholePercent(confirmed, total);
  const percentText = formats.percent(confirmed, total);
  return (
    <>
      <ScreenHeading subject={`progress ${isWaiting}`}>
        {isWaiting
          ? strings.transfer.waitingForYes
          : transfer.isSending
            ? strings.transfer.sending(what)
            : strings.transfer.receiving(what)}
      </ScreenHeading>
      {isWaiting ? (
        <p class="lead">
          {strings.transfer.waitingForYesHint} {strings.share.youSend} {what}
          {outline.totalBytes === undefined ? "" : `, ${formats.size(outline.totalBytes)}`}.
        </p>
      ) : (
        <div class="card progress">
          <div class="figures">
            <p class="percent">{percent === undefined ? formats.size(confirmed) : percentText}</p>
            <Figures state={state} total={total} confirmed={confirmed} isPaused={isPaused} words={words} />
            <RateCurve rates={state.rate.curve} label={strings.transfer.rateCurve} />
          </div>
          <ProgressBar percent={percent} label={strings.transfer.progress} text={strings.transfer.percentDone(percentText)} />
        </div>
      )}
      {outline.items.length > 0 ? (
        <section class="list-section">
          {outline.items.length === 1 ? null : (
            <p class="hint list-count">
              {state.progress === undefined || isWaiting
                ? what
                : strings.transfer.filesDone(formats.number(state.progress.confirmedItems), strings.files(state.progress.totalItems))}
            </p>
          )}
          <FileList items={outline.items} progress={isWaiting ? undefined : state.progress} />
        </section>
      ) : null}
      <StopButton stop={() => transfer.stop()} isRunning={!isWaiting} />
    </>
  );
}

interface FiguresProps {
  readonly state: TransferState;
  readonly total: number | undefined;
  readonly confirmed: number;
  readonly isPaused: boolean;
  readonly words: Words;
}

function Figures({ state, total, confirmed, isPaused, words }: FiguresProps): VNode {
  const { strings, formats } = words;
  const { rate } = state;
  const left = secondsLeft(rate, confirmed, total);
  const isAlmostDone = total !== undefined && confirmed >= total;
  return (
    <ul class="figure-list">
      {total === undefined ? null : <li>{strings.transfer.ofTotal(formats.size(confirmed), formats.size(total))}</li>}
      <li>
        {isPaused
          ? strings.transfer.paused
          : rate.bytesPerSecond === undefined
            ? ""
            : strings.transfer.rate(formats.size(Math.round(rate.bytesPerSecond)))}
      </li>
      <li>
        {isPaused ? "" : isAlmostDone ? strings.transfer.almostDone : left === undefined ? "" : strings.transfer.left(formats.about(left))}
      </li>
    </ul>
  );
}

/** Asks first when something is on its way. */
function StopButton({ stop, isRunning }: { readonly stop: () => void; readonly isRunning: boolean }): VNode {
  const { strings } = useWords();
  const [isAsking, setAsking] = useState(false);
  const { transfer } = strings;
  return (
    <div class="actions">
      <button type="button" class="button" onClick={() => (isRunning ? setAsking(true) : stop())}>
        {isRunning ? transfer.stop : strings.common.cancel}
      </button>
      {isAsking ? (
        <Dialog title={transfer.stopTitle} close={() => setAsking(false)}>
          <p>{transfer.stopExplain}</p>
          <form method="dialog" class="actions">
            <button type="submit" class="button primary">
              {transfer.stopNo}
            </button>
            <button type="submit" class="button bad" onClick={stop}>
              {transfer.stopYes}
            </button>
          </form>
        </Dialog>
      ) : null}
    </div>
  );
}
