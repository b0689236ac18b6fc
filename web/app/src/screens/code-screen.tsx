import type { VNode } from "preact";
import { CodeShown } from "../parts/code-shown.js";
import { CopyButton } from "../parts/copy-button.js";
import { FileList } from "../parts/file-list.js";
import { Icon } from "../parts/icon.js";
import { QrCode } from "../parts/qr-code.js";
import { ScreenHeading } from "../parts/screen-heading.js";
import { whatOf } from "../parts/what.js";
import type { SessionState } from "../state/session-store.js";
import { useWords } from "../strings/words.js";

interface CodeScreenProps {
  readonly state: SessionState;
  readonly cancel: () => void;
}

/** The code, large, and the ways to hand it over. */
export function CodeScreen({ state, cancel }: CodeScreenProps): VNode {
  const { strings, formats } = useWords();
  const { share } = strings;
  const outlines = state.transfers.map((transfer) => transfer.outline);
  const items = outlines.flatMap((outline) => outline.items);
  const bytes = outlines.reduce((sum, outline) => sum + (outline.totalBytes ?? 0), 0);
  const canShare = typeof navigator.share === "function";
  return (
    <>
      <ScreenHeading subject="code">{share.title}</ScreenHeading>
      <p class="lead">{share.explain}</p>
      <div class="hero">
        <div class="hero-code">
          <CodeShown code={state.code} />
          <p class="code-link" dir="ltr">
            {state.link}
          </p>
          <div class="actions">
            <CopyButton text={state.link} label={share.copyLink} isPrimary={true} />
            <CopyButton text={state.code} label={share.copyCode} />
            {canShare ? (
              <button type="button" class="button" onClick={() => void navigator.share({ url: state.link }).catch(() => undefined)}>
                <Icon name="share" />
                {share.shareLink}
              </button>
            ) : null}
          </div>
        </div>
        <figure class="hero-qr">
          <QrCode text={state.link} label={share.qrLabel} />
          <figcaption>{share.qrHint}</figcaption>
        </figure>
      </div>
      <p class="hint">{share.keepOpen}</p>
      <section class="you-send" aria-labelledby="you-send">
        <h2 id="you-send">
          {share.youSend} {outlines.map((outline) => whatOf(outline, strings)).join(", ")} <span class="hint">{formats.size(bytes)}</span>
        </h2>
        {items.length > 1 ? <FileList items={items} /> : null}
      </section>
      <div class="actions">
        <button type="button" class="button" onClick={cancel}>
          {strings.common.cancel}
        </button>
      </div>
    </>
  );
}
