import { useEffect, useRef, useState } from "preact/hooks";
import { type Picked, pickedFromPaste } from "../picking/content.js";
import { entriesOf, pickedFromEntries } from "../picking/dropped.js";

export interface PageDrops {
  /** Whether something is held over the page. */
  readonly isOver: boolean;

  /** How many files were found so far in what was dropped; undefined when nothing is being looked through. */
  readonly reading: number | undefined;
}

interface DropHandlers {
  readonly picked: (content: Picked) => void;
  readonly pastedText: (text: string) => void;
}

/** The whole page takes what is dropped on it or pasted into it. */
export function usePageDrops(isActive: boolean, handlers: DropHandlers): PageDrops {
  const [isOver, setOver] = useState(false);
  const [reading, setReading] = useState<number>();
  const current = useRef(handlers);
  current.current = handlers;

  useEffect(() => {
    let depth = 0;
    const holdsFiles = (event: DragEvent): boolean => event.dataTransfer?.types.includes("Files") === true;
    const listen = new AbortController();
    const on = <K extends keyof DocumentEventMap>(type: K, take: (event: DocumentEventMap[K]) => void): void =>
      document.addEventListener(type, take, { signal: listen.signal });

    on("dragenter", (event) => {
      if (!holdsFiles(event)) return;
      depth++;
      setOver(isActive);
    });
    on("dragleave", () => {
      depth = Math.max(0, depth - 1);
      if (depth === 0) setOver(false);
    });
    // Without this the browser would leave the page for the file, also where nothing can be dropped.
    on("dragover", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = isActive ? "copy" : "none";
    });
    on("drop", (event) => {
      if (!holdsFiles(event)) return;
      event.preventDefault();
      depth = 0;
      setOver(false);
      if (!isActive || event.dataTransfer === null) return;
      const entries = entriesOf(event.dataTransfer);
      setReading(0);
      pickedFromEntries(entries, setReading)
        .catch(() => undefined)
        .then((content) => {
          setReading(undefined);
          current.current.picked(content);
        });
    });
    on("paste", (event) => {
      const isField = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (!isActive || isField || event.clipboardData === null) return;
      if (event.clipboardData.files.length > 0) {
        event.preventDefault();
        return current.current.picked(pickedFromPaste(event.clipboardData.files));
      }
      const text = event.clipboardData.getData("text/plain");
      if (text !== "") current.current.pastedText(text);
    });
    return () => listen.abort();
  }, [isActive]);
  return { isOver, reading };
}
