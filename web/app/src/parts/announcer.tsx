import type { VNode } from "preact";

/** Speaks to a screen reader without being seen. Give it a text that changes rarely: at states and at steps of 25 %. */
export function Announcer({ text }: { readonly text: string }): VNode {
  return (
    <p class="visually-hidden" role="status" aria-live="polite">
      {text}
    </p>
  );
}
