import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { saveOnce } from "../downloads/save-received.js";
import { PickButtons } from "../parts/pick-buttons.js";
import { ScreenHeading } from "../parts/screen-heading.js";
import { SessionHistory } from "../parts/session-history.js";
import { SessionLine } from "../parts/session-line.js";
import type { PageDrops } from "../parts/use-page-drops.js";
import { useStages } from "../parts/use-transfers.js";
import type { Picked } from "../picking/content.js";
import type { AppStore } from "../state/app-store.js";
import type { SessionStore } from "../state/session-store.js";
import { isInterrupted, sessionView } from "../state/session-view.js";
import { useStore } from "../state/use-store.js";
import { useWords } from "../strings/words.js";
import { CodeScreen } from "./code-screen.js";
import { EndedScreen } from "./ended-screen.js";
import { EndingScreen } from "./ending-screen.js";
import { OfferScreen } from "./offer-screen.js";
import { ProgressScreen } from "./progress-screen.js";
import { WriteScreen } from "./write-screen.js";

interface SessionScreenProps {
  readonly app: AppStore;
  readonly session: SessionStore;
  readonly drops: PageDrops;
  readonly picked: (content: Picked) => void;
}

/** A meeting with one person, from the code to the end. */
export function SessionScreen({ app, session, drops, picked }: SessionScreenProps): VNode {
  const { strings } = useWords();
  const state = useStore(session);
  const { abilities } = useStore(app);
  const [isWriting, setWriting] = useState(false);
  const [draft, setDraft] = useState("");
  useStages(state.transfers);
  const view = sessionView(state, session.isHost);
  const main = view.kind === "transfer" ? view.transfer : undefined;
  const leave = (): void => app.leave();
  // Downloads begin by themselves, also of a transfer that is not the one that is shown.
  useEffect(() => {
    for (const transfer of state.transfers) saveOnce(transfer.value.summary?.received ?? []);
  });
  // What comes in between is seen to its end; the draft waits.
  const isInterrupting = main?.isOpen === true;
  useEffect(() => {
    if (isInterrupting) setWriting(false);
  }, [isInterrupting]);

  if (view.kind === "ended") return <EndedScreen failure={state.ended?.failure} again={() => app.retry()} leave={leave} />;
  if (isWriting && main?.isOpen !== true) {
    const send = (text: string): void => {
      setWriting(false);
      setDraft("");
      session.send({ kind: "text", text });
    };
    return <WriteScreen text={draft} changed={setDraft} send={send} back={() => setWriting(false)} sendLabel={strings.done.sendText} />;
  }
  const canSendMore = state.ended === undefined && state.line.theirs !== "left" && main?.isOpen !== true && state.phrase !== undefined;
  const isTroubled =
    main?.value.stage === "failed" && main.value.failure?.code !== "aborted" && main.value.failure?.code !== "peerCancelled";
  return (
    <div class={drops.isOver ? "session over" : "session"}>
      <SessionLine state={state} main={main} leave={leave} />
      {view.kind === "code" ? <CodeScreen state={state} cancel={leave} /> : null}
      {view.kind === "joining" ? <Joining isHost={session.isHost} isResumed={state.isResumed} cancel={leave} /> : null}
      {view.kind === "ready" ? <Ready isHost={session.isHost} /> : null}
      {main === undefined ? null : <MainTransfer key={state.transfers.indexOf(main)} main={main} session={session} abilities={abilities} />}
      {canSendMore ? (
        <section class="send-more" aria-labelledby="send-more">
          <h2 id="send-more">
            {main === undefined ? strings.done.sendFirst : main.isSending ? strings.done.sendMore : strings.done.sendSomething}
          </h2>
          <PickButtons picked={picked} write={() => setWriting(true)} isQuiet={isTroubled || (main === undefined && !session.isHost)} />
        </section>
      ) : null}
      {view.kind === "code" ? null : <SessionHistory transfers={state.transfers.filter((transfer) => transfer !== main)} />}
      {state.phrase === undefined || main?.isOpen === true ? null : (
        <div class="session-foot">
          <button type="button" class={canSendMore && !isTroubled ? "button" : "button primary large"} onClick={leave}>
            {canSendMore ? strings.done.finish : strings.done.startAgain}
          </button>
        </div>
      )}
    </div>
  );
}

interface MainTransferProps {
  readonly main: SessionStore["value"]["transfers"][number];
  readonly session: SessionStore;
  readonly abilities: AppStore["value"]["abilities"];
}

function MainTransfer({ main, session, abilities }: MainTransferProps): VNode {
  if (main.value.stage === "asked") return <OfferScreen transfer={main} abilities={abilities} />;
  if (main.isOpen) return <ProgressScreen transfer={main} isPaused={isInterrupted(session.value.line)} />;
  const isTogether = session.value.ended === undefined && session.value.line.theirs === "here" && session.value.line.mine === "up";
  return <EndingScreen transfer={main} state={main.value} isTogether={isTogether} />;
}

interface JoiningProps {
  readonly isHost: boolean;
  readonly isResumed: boolean;
  readonly cancel: () => void;
}

function Joining({ isHost, isResumed, cancel }: JoiningProps): VNode {
  const { strings } = useWords();
  return (
    <>
      <ScreenHeading subject="joining">
        {isResumed ? strings.unfinished.coming : isHost ? strings.share.makingCode : strings.join.title}
      </ScreenHeading>
      <div class="actions">
        <button type="button" class="button" onClick={cancel}>
          {strings.common.cancel}
        </button>
      </div>
    </>
  );
}

function Ready({ isHost }: { readonly isHost: boolean }): VNode {
  const { done, offer } = useWords().strings;
  return (
    <>
      <ScreenHeading subject="ready">{done.readyTitle}</ScreenHeading>
      <p class="lead">{isHost ? done.readyHint : offer.waitingFirst}</p>
    </>
  );
}
