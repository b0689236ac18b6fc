import type { VNode } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { type CodeBook, type CodeProblem, type CodeReading, complete, correct, readCode } from "../codes/code-input.js";
import { loadCodeBook, noCodeBook } from "../codes/load-code-book.js";
import { useWords } from "../strings/words.js";

interface CodeFieldProps {
  readonly use: (codeOrLink: string) => void;
  readonly initial?: string;
}

/** A field for a code or a link: words complete as they are typed, mistakes are pointed out at once. */
export function CodeField({ use, initial = "" }: CodeFieldProps): VNode {
  const { strings } = useWords();
  const id = useId();
  const [typed, setTyped] = useState(initial);
  const [book, setBook] = useState<CodeBook>(noCodeBook);
  const [active, setActive] = useState(-1);
  const [isStrict, setStrict] = useState(false);
  const load = (): void => {
    loadCodeBook().then(setBook, () => undefined);
  };
  useEffect(() => {
    if (initial !== "") load();
  }, []);

  const isReady = book !== noCodeBook;
  const reading = isReady ? readCode(typed, book) : undefined;
  const completions = reading?.completions ?? [];
  const problem = shownProblem(reading, isStrict);
  const change = (text: string): void => {
    setTyped(text);
    setActive(-1);
    setStrict(false);
  };
  const choose = (word: string): void => {
    const next = complete(typed, word);
    // After the first word the second one follows.
    change(isReady && !readCode(next, book).isComplete ? `${next}-` : next);
  };
  const submit = (): void => {
    const chosen = completions[active];
    if (chosen !== undefined) choose(chosen);
    else if (reading?.isComplete === true) use(reading.value);
    else if (!isReady && typed.trim() !== "") use(typed.trim());
    else setStrict(true);
  };
  const keys = (event: KeyboardEvent): void => {
    if (completions.length === 0) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const step = event.key === "ArrowDown" ? 1 : -1;
      setActive((now) => (now + step + completions.length + (now < 0 && step < 0 ? 1 : 0)) % completions.length);
    } else if (event.key === "Escape") setActive(-1);
    else if (event.key === "Tab" && !event.shiftKey && completions[0] !== undefined) {
      event.preventDefault();
      choose(completions[Math.max(0, active)] ?? completions[0]);
    }
  };

  return (
    <form
      class="code-form"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <label for={id}>{strings.code.label}</label>
      <div class="code-row">
        <input
          id={id}
          class="code-input"
          type="text"
          dir="ltr"
          lang="en"
          inputMode="text"
          enterKeyHint="go"
          autoComplete="off"
          autoCapitalize="none"
          autoCorrect="off"
          spellcheck={false}
          placeholder={strings.code.placeholder}
          value={typed}
          role="combobox"
          aria-expanded={completions.length > 0}
          aria-controls={`${id}-words`}
          aria-autocomplete="list"
          aria-activedescendant={active >= 0 ? `${id}-${active}` : ""}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-hint`}
          onFocus={load}
          onInput={(event) => change(event.currentTarget.value)}
          onKeyDown={keys}
        />
        <button type="submit" class={typed.trim() === "" ? "button" : "button primary"}>
          {strings.code.go}
        </button>
      </div>
      <div
        class="suggestions"
        id={`${id}-words`}
        role="listbox"
        aria-label={strings.code.suggestions}
        dir="ltr"
        hidden={completions.length === 0}
      >
        {completions.map((word, place) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active one
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field's keys choose
          <div
            id={`${id}-${place}`}
            key={word}
            role="option"
            class="suggestion"
            aria-selected={place === active}
            onClick={() => choose(word)}
          >
            {word}
          </div>
        ))}
      </div>
      <div class="code-hint" id={`${id}-hint`} aria-live="polite">
        {problem === undefined ? (
          <CodeParts reading={reading} />
        ) : (
          <ProblemText problem={problem} fix={(right) => change(fixed(typed, problem, right))} />
        )}
      </div>
    </form>
  );
}

/** Missing words are no mistake while a person types; they are when Enter is pressed. */
function shownProblem(reading: CodeReading | undefined, isStrict: boolean): CodeProblem | undefined {
  const problem = reading?.problem;
  if (problem === undefined) return isStrict ? { kind: "needsRoom" } : undefined;
  return problem.kind === "needsWords" && !isStrict ? undefined : problem;
}

function fixed(typed: string, problem: CodeProblem, right: string): string {
  return problem.kind === "unknownWord" ? correct(typed, problem.word, right) : typed;
}

/** How the code is understood so far. */
function CodeParts({ reading }: { readonly reading: CodeReading | undefined }): VNode | null {
  const { code } = useWords().strings;
  if (reading?.isComplete === true) return <p class="code-good">{code.isComplete}</p>;
  return null;
}

function ProblemText({ problem, fix }: { readonly problem: CodeProblem; readonly fix: (word: string) => void }): VNode {
  const { code } = useWords().strings;
  if (problem.kind === "badCharacter") return <p class="code-bad">{code.badCharacter(problem.character)}</p>;
  if (problem.kind !== "unknownWord") return <p class="code-bad">{code[problem.kind]}</p>;
  return (
    <>
      <p class="code-bad">{code.unknownWord(problem.word)}</p>
      {problem.suggestions.length === 0 ? null : (
        <p class="code-fixes">
          <span>{code.didYouMean}</span>
          {problem.suggestions.map((word) => (
            <button type="button" class="fix" key={word} lang="en" onClick={() => fix(word)}>
              {word}
            </button>
          ))}
        </p>
      )}
    </>
  );
}
