import type { VNode } from "preact";

/** A code in large letters: each part of its own, from left to right in every language, and one text for a screen reader. */
export function CodeShown({ code, isSmall = false }: { readonly code: string; readonly isSmall?: boolean }): VNode {
  const at = code.indexOf("@");
  const parts = (at < 0 ? code : code.slice(0, at)).split("-");
  const relay = at < 0 ? "" : code.slice(at);
  return (
    <p class={isSmall ? "code small" : parts.length > 4 ? "code long" : "code"} dir="ltr" lang="en">
      {parts.map((part, place) => (
        <span key={`${place} ${part}`} class="code-part">
          {place > 0 ? <span class="code-dash">-</span> : null}
          {part}
        </span>
      ))}
      {relay === "" ? null : <span class="code-relay">{relay}</span>}
    </p>
  );
}
