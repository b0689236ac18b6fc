import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import { wholePercent } from "../format/format.js";
import type { UnfinishedTransfer } from "../library.js";
import { pickedFromInput } from "../picking/content.js";
import type { AppStore } from "../state/app-store.js";
import { useWords } from "../strings/words.js";
import { Dialog } from "./dialog.js";
import { ProgressBar } from "./progress-bar.js";

/** What was interrupted and can go on. */
export function UnfinishedList({ app, transfers }: { readonly app: AppStore; readonly transfers: readonly UnfinishedTransfer[] }): VNode {
  const { unfinished } = useWords().strings;
  return (
    <section class="unfinished" aria-labelledby="unfinished-title">
      <h2 id="unfinished-title">{unfinished.title}</h2>
      <ul>
        {transfers.map((transfer) => (
          <UnfinishedRow key={transfer.id} app={app} transfer={transfer} />
        ))}
      </ul>
    </section>
  );
}

function UnfinishedRow({ app, transfer }: { readonly app: AppStore; readonly transfer: UnfinishedTransfer }): VNode {
  const { strings, formats } = useWords();
  const [isAsking, setAsking] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const { unfinished } = strings;
  // A sender learns how much is safe only when the two are together again.
  const isKnown = transfer.safeBytes > 0 || !transfer.isSending;
  const whole = formats.size(transfer.bytes);
  const safe = isKnown ? unfinished.safeOf(formats.size(transfer.safeBytes), whole) : whole;
  const resume = (): void => {
    if (transfer.needsFiles) files.current?.click();
    else app.resume(transfer);
  };
  return (
    <li class="card unfinished-row">
      <div class="unfinished-what">
        <p class="unfinished-name">
          <span class="hint">{transfer.isSending ? unfinished.to : unfinished.from}</span> <bdi>{transfer.names.join(", ")}</bdi>
        </p>
        <p class="hint">
          {strings.files(transfer.files)} · {safe} · {unfinished.until(formats.date(transfer.expiresAt))}
        </p>
        {isKnown ? (
          <ProgressBar percent={wholePercent(transfer.safeBytes, transfer.bytes)} label={strings.transfer.progress} text={safe} />
        ) : null}
      </div>
      {transfer.isRunning ? (
        <p class="hint">{unfinished.isRunning}</p>
      ) : (
        <div class="actions">
          <button type="button" class="button" onClick={resume}>
            {transfer.needsFiles ? unfinished.resumeWithFiles : unfinished.resume}
          </button>
          <button type="button" class="button quiet" onClick={() => setAsking(true)}>
            {unfinished.discard}
          </button>
          <input
            ref={files}
            type="file"
            multiple
            hidden
            aria-label={unfinished.resumeWithFiles}
            onChange={({ currentTarget }) => {
              const content = pickedFromInput(currentTarget.files ?? []);
              if (content !== undefined) app.resume(transfer, content);
            }}
          />
        </div>
      )}
      {isAsking ? (
        <Dialog title={unfinished.discardTitle} close={() => setAsking(false)}>
          <p>{unfinished.discardExplain}</p>
          <form method="dialog" class="actions">
            <button type="submit" class="button primary">
              {unfinished.keep}
            </button>
            <button type="submit" class="button bad" onClick={() => void app.discard(transfer)}>
              {unfinished.discardYes}
            </button>
          </form>
        </Dialog>
      ) : null}
    </li>
  );
}
