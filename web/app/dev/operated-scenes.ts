import type { Scene } from "./scenes.js";
import { scenes, settle } from "./scenes.js";

/** States that a person comes to by clicking and typing. */
function clicked(before: string, selector: string): Scene {
  return async (stage) => {
    await scenes[before]?.(stage);
    await settle();
    document.querySelector<HTMLElement>(selector)?.click();
    await settle();
  };
}

function typed(text: string): Scene {
  return async () => {
    const field = document.querySelector<HTMLInputElement>(".code-input");
    field?.focus();
    // The words are being loaded.
    await new Promise((resolve) => setTimeout(resolve, 300));
    if (field === null) return;
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    await settle();
  };
}

export const operatedScenes: Readonly<Record<string, Scene>> = {
  "dialog-about": clicked("landing", ".promise"),
  "dialog-phrase": clicked("sending", ".phrase-open"),
  "dialog-stop": clicked("sending", ".session > .actions .button"),
  "dialog-discard": clicked("landing-unfinished", ".unfinished .button.quiet"),
  "code-typing": typed("4821 ve"),
  "code-mistake": typed("4821 velvet orbti "),
  "code-complete": typed("4821 velvet orbit"),
};
