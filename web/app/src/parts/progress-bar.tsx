import type { VNode } from "preact";

/** A bar; `percent` undefined when the whole is not known. */
export function ProgressBar({
  percent,
  label,
  text,
}: {
  readonly percent: number | undefined;
  readonly label: string;
  readonly text: string;
}): VNode {
  const known = percent === undefined ? {} : { "aria-valuenow": percent };
  return (
    <div class={percent === undefined ? "bar unknown" : "bar"} role="progressbar" aria-label={label} aria-valuetext={text} {...known}>
      <div class="bar-fill" style={{ inlineSize: `${percent ?? 100}%` }} />
    </div>
  );
}
