import type { VNode } from "preact";
import { wholePercent } from "../format/format.js";
import type { OutlineItem } from "../state/outline.js";
import { useWords } from "../strings/words.js";
import { Icon, iconFor } from "./icon.js";

export type ItemState = "waiting" | "underWay" | "stored" | "failed";

interface FileRowProps {
  readonly item: OutlineItem;
  readonly place: number;
  readonly count: number;
  readonly state: ItemState;
  readonly currentBytes: number;
  readonly reason: string | undefined;
}

/** One file. Its name is text, set apart so that letters of another direction change nothing around it. */
export function FileRow({ item, place, count, state, currentBytes, reason }: FileRowProps): VNode {
  const { strings, formats } = useWords();
  const { list } = strings;
  const slash = item.path.lastIndexOf("/");
  const percent = wholePercent(currentBytes, item.bytes);
  return (
    <li class={`file ${state}`} style={{ insetBlockStart: `${place * 48}px` }} aria-posinset={place + 1} aria-setsize={count}>
      <Icon name={item.isExecutable ? "program" : iconFor(item.path, item.isFolder)} />
      <span class="file-name">
        <bdi title={item.path}>
          {slash >= 0 && state !== "failed" ? <span class="file-folder">{item.path.slice(0, slash + 1)}</span> : null}
          <span class="file-leaf">{item.path.slice(slash + 1)}</span>
        </bdi>
        {state === "failed" ? <span class="file-reason">{failedReason(list.failedReason, reason)}</span> : null}
      </span>
      {item.isExecutable ? <span class="mark">{list.program}</span> : null}
      {item.isHidden ? <span class="mark">{list.hidden}</span> : null}
      <span class="file-size">{item.isFolder ? list.emptyFolder : formats.size(item.bytes)}</span>
      <span class="file-state">
        {state === "stored" ? <Icon name="check" /> : state === "failed" ? <Icon name="cross" /> : null}
        {state === "underWay" ? <span>{formats.percent(currentBytes, item.bytes)}</span> : null}
        {state === "stored" ? <span class="visually-hidden">{list.stored}</span> : null}
      </span>
      {state === "underWay" ? (
        <span class="file-fill" style={{ inlineSize: `calc((100% - 32px) * ${percent / 100})` }} aria-hidden="true" />
      ) : null}
    </li>
  );
}

type FailedReasons = ReturnType<typeof useWords>["strings"]["list"]["failedReason"];

function failedReason(texts: FailedReasons, reason: string | undefined): string {
  if (reason === "changed" || reason === "unreadable" || reason === "missing") return texts[reason];
  return texts.other;
}
