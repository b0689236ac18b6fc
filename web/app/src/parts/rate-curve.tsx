import type { VNode } from "preact";
import { curvePoints } from "../state/rate-meter.js";

const width = 240;
const height = 48;

/** The outline of the rates in a box of 240 x 48, the newest at the right end; empty with fewer than two points. */
export function curvePath(rates: readonly number[]): string {
  if (rates.length < 2) return "";
  const most = Math.max(1, ...rates);
  const step = width / (curvePoints - 1);
  const first = width - (rates.length - 1) * step;
  const points = rates.map((rate, place) => {
    const x = Math.round((first + place * step) * 10) / 10;
    const y = Math.round((height - 2 - (rate / most) * (height - 6)) * 10) / 10;
    return `${x} ${y}`;
  });
  return `M${points.join("L")}`;
}

/** The rate over the last minute. The number beside it says the same in words. */
export function RateCurve({ rates, label }: { readonly rates: readonly number[]; readonly label: string }): VNode | null {
  const path = curvePath(rates);
  if (path === "") return null;
  const start = /^M([\d.]+)/.exec(path)?.[1] ?? "0";
  return (
    <svg class="curve" viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={label}>
      <path class="curve-area" d={`${path}L${width} ${height}L${start} ${height}z`} />
      <path class="curve-line" d={path} vector-effect="non-scaling-stroke" />
    </svg>
  );
}
