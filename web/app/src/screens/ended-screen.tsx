import type { VNode } from "preact";
import { Icon } from "../parts/icon.js";
import { ScreenHeading } from "../parts/screen-heading.js";
import type { Failure } from "../state/failure.js";
import { useWords } from "../strings/words.js";

interface EndedScreenProps {
  readonly failure: Failure | undefined;
  readonly again: () => void;
  readonly leave: () => void;
}

/** Reasons that may be gone at the next try, without a new code. */
const transient: ReadonlySet<string> = new Set(["relayUnreachable", "relayBusy", "internal"]);

/** A session that is over before anything was sent in it: why, and one next step. */
export function EndedScreen({ failure, again, leave }: EndedScreenProps): VNode {
  const { strings } = useWords();
  const { done } = strings;
  const error = failure === undefined || failure.code === "aborted" ? { what: done.endedTitle, next: "" } : strings.errors[failure.code];
  const canTryAgain = failure !== undefined && transient.has(failure.code);
  return (
    <div class="narrow">
      <div class="ending">
        <Icon name={failure === undefined ? "cross" : "warning"} class={failure === undefined ? "ending-icon calm" : "ending-icon bad"} />
        <ScreenHeading subject="ended">{error.what}</ScreenHeading>
        {error.next === "" ? null : <p class="next-step">{error.next}</p>}
      </div>
      <div class="actions centre">
        <button type="button" class="button primary large" onClick={canTryAgain ? again : leave}>
          {canTryAgain ? done.tryAgain : done.startAgain}
        </button>
        {canTryAgain ? (
          <button type="button" class="button quiet" onClick={leave}>
            {strings.common.cancel}
          </button>
        ) : null}
      </div>
    </div>
  );
}
