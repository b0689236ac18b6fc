import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { useWords } from "../strings/words.js";
import { Dialog } from "./dialog.js";
import { Icon } from "./icon.js";

/** The four words, on request. */
export function PhraseCheck({ phrase, differ }: { readonly phrase: string; readonly differ: () => void }): VNode {
  const { strings } = useWords();
  const [state, setState] = useState<"closed" | "open" | "checked">("closed");
  const text = strings.phrase;
  if (state === "checked") {
    return (
      <p class="phrase-checked">
        <Icon name="check" /> {text.checked}
      </p>
    );
  }
  return (
    <>
      <button type="button" class="link phrase-open" onClick={() => setState("open")}>
        <Icon name="lock" />
        {text.show}
      </button>
      {state === "closed" ? null : (
        <Dialog title={text.title} close={() => setState((now) => (now === "open" ? "closed" : now))}>
          <p>{text.explain}</p>
          <p class="phrase" lang="en" dir="ltr">
            {phrase.split(/[\s-]+/).map((word) => (
              <span key={word}>{word} </span>
            ))}
          </p>
          <div class="actions">
            <button type="button" class="button primary" onClick={() => setState("checked")}>
              {text.same}
            </button>
            <button type="button" class="button bad" onClick={differ}>
              {text.different}
            </button>
          </div>
        </Dialog>
      )}
    </>
  );
}
