import type { VNode } from "preact";
import type { Line } from "../state/session-store.js";
import { useWords } from "../strings/words.js";

/** How one half of the path is drawn. */
export type Stretch = "idle" | "linked" | "flowing" | "broken";

export interface PathDrawingProps {
  readonly line: Line;

  /** Whether bytes flow now, and which way. */
  readonly flow: "none" | "out" | "in";

  /** What is the case, in words: a screen reader gets this instead of the drawing. */
  readonly label: string;
}

export function stretches(line: Line, flow: PathDrawingProps["flow"]): readonly [Stretch, Stretch] {
  const mine = line.mine === "lost" ? "broken" : line.mine === "connecting" ? "idle" : "linked";
  const theirs = line.theirs === "away" || line.theirs === "left" ? "broken" : line.theirs === "here" ? "linked" : "idle";
  const flows = flow !== "none" && mine === "linked" && theirs === "linked";
  return flows ? ["flowing", "flowing"] : [mine, theirs];
}

/** You, the relay, them; a closed lock at both ends. Solid when connected, moving when bytes flow, broken when a side is away. */
export function PathDrawing({ line, flow, label }: PathDrawingProps): VNode {
  const { strings } = useWords();
  const [mine, theirs] = stretches(line, flow);
  const isThere = line.theirs === "here" || line.theirs === "away";
  return (
    <div class="path">
      <svg viewBox="0 0 320 40" role="img" aria-label={label} class={`path-drawing flow-${flow}`}>
        <line class={`stretch ${mine}`} x1="36" y1="20" x2="147" y2="20" />
        <line class={`stretch ${theirs}`} x1="173" y1="20" x2="284" y2="20" />
        {mine === "broken" ? <path class="cut" d="M86 12l12 16M98 12l-12 16" /> : null}
        {theirs === "broken" ? <path class="cut" d="M223 12l12 16M235 12l-12 16" /> : null}
        <circle class={`relay ${mine === "linked" || mine === "flowing" ? "on" : ""}`} cx="160" cy="20" r="8" />
        <Lock x={6} isOn={true} />
        <Lock x={290} isOn={isThere} />
      </svg>
      <div class="path-names" aria-hidden="true">
        <span>{strings.line.you}</span>
        <span>{strings.line.relay}</span>
        <span>{strings.line.them}</span>
      </div>
    </div>
  );
}

function Lock({ x, isOn }: { readonly x: number; readonly isOn: boolean }): VNode {
  return (
    <g class={isOn ? "end on" : "end"} transform={`translate(${x} 7)`}>
      <path class="shackle" d="M6.5 12V8a5.5 5.5 0 0 1 11 0v4" />
      <rect x="2" y="11" width="20" height="15" rx="3.5" />
    </g>
  );
}
