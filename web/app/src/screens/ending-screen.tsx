import type { VNode } from "preact";
import { saveFile } from "../downloads/save-received.js";
import type { ReceivedFile } from "../library.js";
import { CopyButton } from "../parts/copy-button.js";
import { FileList } from "../parts/file-list.js";
import { Icon } from "../parts/icon.js";
import { Notice } from "../parts/notice.js";
import { ScreenHeading } from "../parts/screen-heading.js";
import { whatOf } from "../parts/what.js";
import type { TransferState, TransferStore } from "../state/transfer-store.js";
import type { Words } from "../strings/words.js";
import { useWords } from "../strings/words.js";

interface EndingScreenProps {
  readonly transfer: TransferStore;
  readonly state: TransferState;

  /** Whether both sides are connected now. */
  readonly isTogether: boolean;
}

/** How a transfer ended. What to do next stands below it. */
export function EndingScreen({ transfer, state, isTogether }: EndingScreenProps): VNode {
  if (state.stage === "done") return <DoneScreen transfer={transfer} state={state} />;
  if (state.stage === "declined") return <DeclinedScreen transfer={transfer} />;
  return <FailedScreen transfer={transfer} state={state} isTogether={isTogether} />;
}

function DoneScreen({ transfer, state }: { readonly transfer: TransferStore; readonly state: TransferState }): VNode {
  const words = useWords();
  const { strings, formats } = words;
  const { done } = strings;
  const summary = state.summary;
  if (summary?.text !== undefined) return <TextScreen text={summary.text} />;
  const what = whatDone(transfer, state, words);
  const seconds = Math.max(0.1, (summary?.elapsedMilliseconds ?? 0) / 1000);
  const failed = summary?.failed ?? [];
  return (
    <>
      <div class="ending">
        <Icon name="check" class="ending-icon good" />
        <ScreenHeading subject="done">{transfer.isSending ? done.sentTitle : done.savedTitle(what)}</ScreenHeading>
        {summary === undefined ? null : (
          <p class="lead">
            {done.summary(what, formats.size(summary.bytes), formats.duration(summary.elapsedMilliseconds))}
            {summary.elapsedMilliseconds < 1000 ? "" : ` · ${done.average(formats.size(Math.round(summary.bytes / seconds)))}`}
          </p>
        )}
      </div>
      {failed.length > 0 ? <Notice tone="warning">{done.notArrived(strings.files(failed.length))}</Notice> : null}
      {transfer.isSending ? null : <Saved state={state} />}
      {transfer.outline.items.length > 0 && (transfer.isSending || failed.length > 0) ? (
        <FileList items={transfer.outline.items} failed={failed} isDone={true} />
      ) : null}
    </>
  );
}

function whatDone(transfer: TransferStore, state: TransferState, { strings }: Words): string {
  const failed = state.summary?.failed.length ?? 0;
  return failed > 0 ? strings.files(state.summary?.files ?? 0) : whatOf(transfer.outline, strings);
}

const nothingReceived: readonly ReceivedFile[] = [];

/** What went where. Downloads begin by themselves; each can be saved again, as long as the page is open. */
function Saved({ state }: { readonly state: TransferState }): VNode | null {
  const { done } = useWords().strings;
  const saved = state.summary?.saved ?? [];
  const received = state.summary?.received ?? nothingReceived;
  if (saved.length + received.length === 0) return null;
  return (
    <section class="card saved">
      <p class="saved-where">{state.savedTo === "folder" ? done.inFolder(state.folderName) : done.inDownloads}</p>
      <ul aria-label={done.savedLabel}>
        {(received.length > 0 ? [] : saved).map((name) => (
          <li key={name} class="saved-row">
            <Icon name="check" />
            <bdi>{name}</bdi>
          </li>
        ))}
        {received.map((file) => (
          <li key={file.path} class="saved-row">
            <Icon name="check" />
            <bdi>{file.path}</bdi>
            <button type="button" class="link" onClick={() => saveFile(file)} aria-label={`${done.saveAgain}: ${file.path}`}>
              {done.saveAgain}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function TextScreen({ text }: { readonly text: string }): VNode {
  const { done } = useWords().strings;
  return (
    <>
      <ScreenHeading subject="text">{done.textTitle}</ScreenHeading>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section class="card their-text" dir="auto" tabIndex={0} aria-label={done.textTitle}>
        {text}
      </section>
      <div class="actions">
        <CopyButton text={text} label={done.copyText} isPrimary={true} />
      </div>
    </>
  );
}

function DeclinedScreen({ transfer }: { readonly transfer: TransferStore }): VNode {
  const { done } = useWords().strings;
  return (
    <div class="ending">
      <Icon name="cross" class="ending-icon calm" />
      <ScreenHeading subject="declined">{transfer.isSending ? done.declinedByThem : done.declinedByYou}</ScreenHeading>
      {transfer.isSending ? <p class="lead">{done.declinedByThemHint}</p> : null}
    </div>
  );
}

/** Reasons after which a transfer that was kept can go on. */
const resumable: ReadonlySet<string> = new Set([
  "peerLeft",
  "relayUnreachable",
  "relayBusy",
  "relayBroken",
  "diskFull",
  "internal",
  "peerFailed",
]);

/** Reasons that are a wish of one of the two, and no trouble. */
const wishes: ReadonlySet<string> = new Set(["aborted", "peerCancelled"]);

function FailedScreen({ transfer, state, isTogether }: EndingScreenProps): VNode {
  const { strings, formats } = useWords();
  const { done } = strings;
  const code = state.failure?.code ?? "internal";
  const safe = state.progress?.confirmedBytes ?? 0;
  // A download that is not whole is never handed over.
  const isLost = !transfer.isSending && (safe === 0 || (wishes.has(code) && state.savedTo !== "folder"));
  const isKept = safe > 0 && transfer.outline.kind === "files" && resumable.has(code);
  const error = code === "aborted" ? { what: done.stoppedByYou, next: isTogether ? done.stoppedHint : "" } : strings.errors[code];
  return (
    <div class="ending">
      <Icon name={wishes.has(code) ? "cross" : "warning"} class={wishes.has(code) ? "ending-icon calm" : "ending-icon bad"} />
      <ScreenHeading subject="failed">{error.what}</ScreenHeading>
      <p class="lead">
        {isLost ? done.nothingSafe : safe > 0 ? done.safe(formats.size(safe)) : ""} {isKept ? done.keptForLater : ""}
      </p>
      {error.next === "" ? null : <p class="next-step">{error.next}</p>}
    </div>
  );
}
