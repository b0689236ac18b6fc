import type { VNode } from "preact";
import { useRef } from "preact/hooks";
import { type Picked, pickedFromInput } from "../picking/content.js";
import { useWords } from "../strings/words.js";
import { Icon } from "./icon.js";

interface PickButtonsProps {
  readonly picked: (content: Picked) => void;
  readonly write?: (() => void) | undefined;

  /** Whether something else is the thing to do now. */
  readonly isQuiet?: boolean;
}

/** Files, a folder or text: the ways to choose without dropping. */
export function PickButtons({ picked, write, isQuiet = false }: PickButtonsProps): VNode {
  const { landing } = useWords().strings;
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const take = (input: HTMLInputElement): void => {
    const content = pickedFromInput(input.files ?? []);
    // The same choice again must be noticed, too.
    input.value = "";
    picked(content);
  };
  return (
    <div class="actions">
      <button type="button" class={isQuiet ? "button" : "button primary"} onClick={() => files.current?.click()}>
        <Icon name="file" />
        {landing.chooseFiles}
      </button>
      <button type="button" class="button" onClick={() => folder.current?.click()}>
        <Icon name="folder" />
        {landing.chooseFolder}
      </button>
      {write === undefined ? null : (
        <button type="button" class="button" onClick={write}>
          <Icon name="text" />
          {landing.writeText}
        </button>
      )}
      <input ref={files} type="file" multiple hidden aria-label={landing.chooseFiles} onChange={(event) => take(event.currentTarget)} />
      <input
        ref={folder}
        type="file"
        hidden
        aria-label={landing.chooseFolder}
        {...{ webkitdirectory: true }}
        onChange={(event) => take(event.currentTarget)}
      />
    </div>
  );
}
