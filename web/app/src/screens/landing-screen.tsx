import type { VNode } from "preact";
import { CodeField } from "../parts/code-field.js";
import { Icon } from "../parts/icon.js";
import { Notice } from "../parts/notice.js";
import { PickButtons } from "../parts/pick-buttons.js";
import { ScreenHeading } from "../parts/screen-heading.js";
import { UnfinishedList } from "../parts/unfinished-list.js";
import type { PageDrops } from "../parts/use-page-drops.js";
import type { Picked } from "../picking/content.js";
import type { AppStore } from "../state/app-store.js";
import { useStore } from "../state/use-store.js";
import { useWords } from "../strings/words.js";

interface LandingScreenProps {
  readonly app: AppStore;
  readonly drops: PageDrops;
  readonly picked: (content: Picked) => void;
  readonly wasNothing: boolean;
  readonly isOffline: boolean;
}

/** Drop something, or type a code: the two beginnings. */
export function LandingScreen({ app, drops, picked, wasNothing, isOffline }: LandingScreenProps): VNode {
  const { strings, formats } = useWords();
  const { unfinished } = useStore(app);
  const { landing } = strings;
  return (
    <div class="landing">
      {isOffline ? <Notice tone="warning">{landing.offline}</Notice> : null}
      <div class="beginnings">
        <section class={drops.isOver ? "drop-area over" : "drop-area"} aria-labelledby="drop-title">
          <Icon name="drop" class="drop-icon" />
          <ScreenHeading subject="landing">
            <span id="drop-title">{drops.isOver ? landing.dropHere : landing.drop}</span>
          </ScreenHeading>
          {drops.reading === undefined ? (
            <PickButtons picked={picked} write={() => app.show({ kind: "write", text: "" })} />
          ) : (
            <p role="status">{landing.reading(formats.number(drops.reading))}</p>
          )}
          <p class="hint">{landing.pasteHint}</p>
          {wasNothing ? <Notice tone="warning">{landing.nothingChosen}</Notice> : null}
        </section>
        <section class="have-code" aria-labelledby="code-title">
          <h2 id="code-title">{landing.haveCode}</h2>
          <p class="hint">{landing.haveCodeHint}</p>
          <CodeField use={(codeOrLink) => app.show({ kind: "join", codeOrLink })} />
        </section>
      </div>
      {unfinished.length > 0 ? <UnfinishedList app={app} transfers={unfinished} /> : null}
    </div>
  );
}
