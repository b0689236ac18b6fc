import type { VNode } from "preact";
import { saveAll } from "../downloads/save-received.js";
import type { TransferStore } from "../state/transfer-store.js";
import type { Strings } from "../strings/strings.js";
import { useWords } from "../strings/words.js";
import { Icon } from "./icon.js";
import { whatOf } from "./what.js";

/** The other transfers of a session, a line each: what is next, and what was before. */
export function SessionHistory({ transfers }: { readonly transfers: readonly TransferStore[] }): VNode | null {
  const { strings, formats } = useWords();
  if (transfers.length === 0) return null;
  const { done } = strings;
  return (
    <section class="history" aria-labelledby="history">
      <h2 id="history">{done.earlier}</h2>
      <ul>
        {transfers.map((transfer, place) => {
          const what = whatOf(transfer.outline, strings);
          const { stage, failure } = transfer.value;
          return (
            <li key={place} class="history-row">
              <Icon name={stage === "done" ? "check" : transfer.isOpen ? "pause" : "cross"} />
              <span>{titleOf(transfer, what, strings)}</span>
              <span class="hint">{transfer.outline.totalBytes === undefined ? "" : formats.size(transfer.outline.totalBytes)}</span>
              <span class="hint">
                {stage === "declined" ? (transfer.isSending ? done.declinedByThem : strings.errors.declined.what) : ""}
                {stage === "failed"
                  ? failure === undefined || failure.code === "aborted"
                    ? done.stoppedByYou
                    : strings.errors[failure.code].what
                  : ""}
              </span>
              {transfer.isOpen ? (
                <button type="button" class="link" onClick={() => (stage === "asked" ? void transfer.decline() : transfer.stop())}>
                  {stage === "asked" ? strings.offer.decline : strings.common.cancel}
                </button>
              ) : null}
              <Arrived transfer={transfer} />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function titleOf(transfer: TransferStore, what: string, { done, transfer: words }: Strings): string {
  if (transfer.isOpen) return words.queued(what);
  if (transfer.value.stage === "done") return transfer.isSending ? done.sent(what) : done.received(what);
  return transfer.isSending ? words.sending(what) : words.receiving(what);
}

/** What arrived earlier can still be had, as long as the two are together. */
function Arrived({ transfer }: { readonly transfer: TransferStore }): VNode | null {
  const { strings } = useWords();
  const { text, received = [] } = transfer.value.summary ?? {};
  if (!transfer.isSending && text !== undefined) {
    return (
      <details class="history-text">
        <summary>{strings.offer.showText}</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
        <section class="card their-text" dir="auto" tabIndex={0} aria-label={strings.done.textTitle}>
          {text}
        </section>
      </details>
    );
  }
  if (received.length === 0) return null;
  return (
    <button type="button" class="link" onClick={() => saveAll(received)}>
      {strings.done.saveAgain}
    </button>
  );
}
