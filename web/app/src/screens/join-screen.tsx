import type { VNode } from "preact";
import type { ReceiveAbilities } from "../library.js";
import { CodeShown } from "../parts/code-shown.js";
import { Notice } from "../parts/notice.js";
import { ScreenHeading } from "../parts/screen-heading.js";
import type { AppStore } from "../state/app-store.js";
import { relayNamedIn } from "../state/page-config.js";
import { codeShownFor } from "../state/page-link.js";
import { useStore } from "../state/use-store.js";
import type { Words } from "../strings/words.js";
import { useWords } from "../strings/words.js";

/** Before a code is used up: what this browser can take, and one button. */
export function JoinScreen({ app, codeOrLink }: { readonly app: AppStore; readonly codeOrLink: string }): VNode {
  const words = useWords();
  const { strings } = words;
  const { abilities } = useStore(app);
  const relay = relayNamedIn(codeOrLink);
  return (
    <form
      class="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        app.join(codeOrLink);
      }}
    >
      <ScreenHeading subject="join">{strings.join.title}</ScreenHeading>
      <CodeShown code={codeShownFor(codeOrLink)} isSmall={true} />
      <p>{strings.join.ready}</p>
      {relay !== undefined && relay !== app.relayHost ? <p class="hint">{strings.join.otherRelay(relay)}</p> : null}
      {abilities === undefined ? <p class="hint">{strings.join.checking}</p> : <Abilities abilities={abilities} words={words} />}
      <div class="actions">
        <button type="submit" class="button primary large" disabled={abilities === undefined}>
          {strings.join.connect}
        </button>
        <button type="button" class="button quiet" onClick={() => app.leave()}>
          {strings.common.cancel}
        </button>
      </div>
    </form>
  );
}

function Abilities({ abilities, words }: { readonly abilities: ReceiveAbilities; readonly words: Words }): VNode {
  const { join } = words.strings;
  const room = abilities.mostBytes === undefined ? undefined : words.formats.size(abilities.mostBytes);
  if (abilities.canChooseFolder) return <Notice tone="calm">{join.intoFolder}</Notice>;
  if (abilities.downloads === "memory") {
    return <Notice tone="warning">{room === undefined ? join.memoryOnlyUnknown : join.memoryOnly(room)}</Notice>;
  }
  return (
    <Notice tone="calm">
      {join.toDisk} {room === undefined ? "" : join.atMost(room)} {abilities.canResume ? "" : join.noResume}
    </Notice>
  );
}
