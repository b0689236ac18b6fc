import type { VNode } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { FailedItem, TransferProgress } from "../library.js";
import type { OutlineItem } from "../state/outline.js";
import { useWords } from "../strings/words.js";
import { FileRow, type ItemState } from "./file-row.js";
import { rowWindow } from "./virtual-rows.js";

/** As high as a row of the style sheet. */
const rowHeight = 48;

interface FileListProps {
  readonly items: readonly OutlineItem[];

  /** While and after it is sent. */
  readonly progress?: TransferProgress | undefined;
  readonly failed?: readonly FailedItem[];
  readonly isDone?: boolean;
}

/** A list of files that stays smooth with ten thousand rows: only those in sight are drawn. */
export function FileList({ items, progress, failed = [], isDone = false }: FileListProps): VNode {
  const { strings } = useWords();
  const box = useRef<HTMLElement>(null);
  const [view, setView] = useState({ top: 0, height: 480 });
  useLayoutEffect(() => {
    const element = box.current;
    if (element === null) return;
    const measure = (): void => setView({ top: element.scrollTop, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const isFollowing = useRef(true);
  const current = progress?.currentItem;
  useLayoutEffect(() => {
    if (current !== undefined && isFollowing.current) box.current?.scrollTo({ top: Math.max(0, current - 3) * rowHeight });
  }, [current]);
  // Until the person scrolls: then it stays where they want it.
  const stopFollowing = (): void => {
    isFollowing.current = false;
  };

  const { first, end } = rowWindow(view.top, view.height, rowHeight, items.length);
  const reasons = new Map(failed.map((item) => [item.path, item.reason]));
  return (
    <section
      class={progress === undefined && !isDone ? "files" : "files tracked"}
      ref={box}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={strings.list.label}
      onWheel={stopFollowing}
      onTouchMove={stopFollowing}
      onKeyDown={stopFollowing}
      onScroll={(event) => setView({ top: event.currentTarget.scrollTop, height: event.currentTarget.clientHeight })}
    >
      <ul style={{ blockSize: `${items.length * rowHeight}px` }}>
        {items.slice(first, end).map((item, place) => (
          <FileRow
            key={first + place}
            item={item}
            place={first + place}
            count={items.length}
            state={stateOf(first + place, item, progress, reasons, isDone)}
            currentBytes={progress?.currentBytes ?? 0}
            reason={reasons.get(item.path)}
          />
        ))}
      </ul>
    </section>
  );
}

/** The items are sent in their order: what is before the current one is there. */
export function stateOf(
  place: number,
  item: OutlineItem,
  progress: TransferProgress | undefined,
  failed: ReadonlyMap<string, string>,
  isDone: boolean,
): ItemState {
  if (failed.has(item.path)) return "failed";
  if (isDone) return "stored";
  if (progress === undefined) return "waiting";
  if (progress.currentItem === undefined)
    return progress.confirmedItems >= progress.totalItems && progress.totalItems > 0 ? "stored" : "waiting";
  if (place < progress.currentItem) return "stored";
  return place === progress.currentItem ? "underWay" : "waiting";
}
