import type { VNode } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ScreenHeading } from "../parts/screen-heading.js";
import { useWords } from "../strings/words.js";

/** What a text may have at most, as the protocol says. */
const mostBytes = 16 * 1024 * 1024;

interface WriteScreenProps {
  readonly text: string;
  readonly send: (text: string) => void;
  readonly back: () => void;
  readonly sendLabel?: string;

  /** Is told of every change, for whoever keeps a draft. */
  readonly changed?: (text: string) => void;
}

/** A text to send. */
export function WriteScreen({ text: initial, send, back, sendLabel, changed }: WriteScreenProps): VNode {
  const { strings } = useWords();
  const id = useId();
  const [text, setText] = useState(initial);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  const isTooLong = text.length > mostBytes / 4 && new TextEncoder().encode(text).length > mostBytes;
  return (
    <form
      class="narrow"
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== "" && !isTooLong) send(text);
      }}
    >
      <ScreenHeading subject="write">{strings.text.title}</ScreenHeading>
      <label for={id} class="visually-hidden">
        {strings.text.label}
      </label>
      <textarea
        id={id}
        ref={field}
        dir="auto"
        rows={10}
        value={text}
        aria-invalid={isTooLong}
        aria-describedby={`${id}-hint`}
        onInput={({ currentTarget }) => {
          setText(currentTarget.value);
          changed?.(currentTarget.value);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape") back();
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit();
        }}
      />
      <p id={`${id}-hint`} class="code-bad" role="alert">
        {isTooLong ? strings.text.tooLong : ""}
      </p>
      <div class="actions">
        <button type="submit" class="button primary" disabled={text === "" || isTooLong}>
          {sendLabel ?? strings.text.send}
        </button>
        <button type="button" class="button quiet" onClick={back}>
          {strings.common.back}
        </button>
      </div>
    </form>
  );
}
