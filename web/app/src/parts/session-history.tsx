import type { VNode } from "preact";
import type { TransferStore } from "../state/transfer-store.js";
import { useWords } from "../strings/words.js";
import { Icon } from "./icon.js";
import { whatOf } from "./what.js";

/** The other transfers of a session, a line each: what is next, and what was before. */
export function SessionHistory({ transfers }: { readonly transfers: readonly TransferStore[] }): VNode | null {
  const { strings, formats } = useWords();
  if (transfers.length === 0) return null;
  const { done, transfer: words } = strings;
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
              <span>{transfer.isOpen ? words.queued(what) : transfer.isSending ? words.sending(what) : words.receiving(what)}</span>
              <span class="hint">{transfer.outline.totalBytes === undefined ? "" : formats.size(transfer.outline.totalBytes)}</span>
              <span class="hint">
                {stage === "done" ? (transfer.isSending ? done.sentTitle : strings.list.stored) : ""}
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
            </li>
          );
        })}
      </ul>
    </section>
  );
}
