import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import { isLanguage, type LanguageTag, languageNames } from "../strings/languages.js";
import { useWords } from "../strings/words.js";
import { Dialog } from "./dialog.js";
import { Icon } from "./icon.js";

interface PageFrameProps {
  readonly children: ComponentChildren;
  readonly language: LanguageTag;
  readonly speak: (language: LanguageTag) => void;
}

/** What is around every screen: the name above, the explanation and the language below. */
export function PageFrame({ children, language, speak }: PageFrameProps): VNode {
  const { strings } = useWords();
  const [isExplained, setExplained] = useState(false);
  return (
    <>
      <button type="button" class="skip" onClick={focusContent}>
        {strings.common.skip}
      </button>
      <header class="page-header">
        <p class="brand" lang="en">
          <svg class="brand-mark" viewBox="0 0 64 64" aria-hidden="true">
            <rect width="64" height="64" rx="15" />
            <path d="M23 29v-6a9 9 0 0 1 18 0v6M21 29h22a5 5 0 0 1 5 5v12a5 5 0 0 1-5 5H21a5 5 0 0 1-5-5V34a5 5 0 0 1 5-5zM25 40h13m-5-5 5.5 5-5.5 5" />
          </svg>
          Sharencrypt
        </p>
        <button type="button" class="promise" onClick={() => setExplained(true)}>
          <Icon name="lock" />
          <span>{strings.landing.promise}</span>
        </button>
      </header>
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      <footer class="page-footer">
        <button type="button" class="link" onClick={() => setExplained(true)}>
          {strings.about.open}
        </button>
        <label class="language">
          <Icon name="globe" />
          <span class="visually-hidden">{strings.common.language}</span>
          <select
            value={language}
            onChange={({ currentTarget }) => {
              if (isLanguage(currentTarget.value)) speak(currentTarget.value);
            }}
          >
            {languageNames.map(([tag, name]) => (
              <option key={tag} value={tag} lang={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </footer>
      {isExplained ? <AboutDialog close={() => setExplained(false)} /> : null}
    </>
  );
}

function AboutDialog({ close }: { readonly close: () => void }): VNode {
  const { about } = useWords().strings;
  return (
    <Dialog title={about.title} close={close}>
      {about.paragraphs.map((paragraph) => (
        <p key={paragraph}>{paragraph}</p>
      ))}
      <form method="dialog" class="actions">
        <button type="submit" class="button primary">
          {about.close}
        </button>
      </form>
    </Dialog>
  );
}

/** No link: its fragment would be read as a code. */
function focusContent(): void {
  document.getElementById("content")?.focus();
}
