import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { useWords } from "../strings/words.js";
import { Icon } from "./icon.js";

interface CopyButtonProps {
  readonly text: string;
  readonly label: string;
  readonly isPrimary?: boolean;
}

/** Copies, and says so for two seconds. */
export function CopyButton({ text, label, isPrimary }: CopyButtonProps): VNode {
  const { strings } = useWords();
  const [outcome, setOutcome] = useState<"copied" | "failed">();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), outcome === "copied" ? 2000 : 6000);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome("copied");
    } catch {
      setOutcome("failed");
    }
  };
  const said = outcome === "copied" ? strings.share.copied : outcome === "failed" ? strings.share.copyFailed : undefined;
  return (
    <button type="button" class={isPrimary === true ? "button primary" : "button"} onClick={() => void copy()}>
      <Icon name={outcome === "copied" ? "check" : "copy"} />
      <span>{said ?? label}</span>
      <span class="visually-hidden" aria-live="polite">
        {said ?? ""}
      </span>
    </button>
  );
}
