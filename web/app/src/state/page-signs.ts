import { wholePercent } from "../format/format.js";
import type { SessionState } from "./session-store.js";
import { mainTransfer } from "./session-view.js";

/** What the tab says about the page: percent while something is under way, a mark when it is done or waits for the person. */
export interface PageSign {
  readonly percent: number | undefined;
  readonly mark: "none" | "done" | "question" | "trouble";
}

export function pageSign(state: SessionState | undefined): PageSign {
  const main = state === undefined ? undefined : mainTransfer(state.transfers);
  const { stage, progress } = main?.value ?? {};
  if (stage === "running") {
    const percent = progress?.totalBytes === undefined ? undefined : wholePercent(progress.confirmedBytes, progress.totalBytes);
    return { percent, mark: "none" };
  }
  if (stage === "asked") return { percent: undefined, mark: "question" };
  if (stage === "done") return { percent: undefined, mark: "done" };
  if (stage === "failed" || state?.ended?.failure !== undefined) return { percent: undefined, mark: "trouble" };
  return { percent: undefined, mark: "none" };
}

const marks = { none: "", done: "✓ ", question: "● ", trouble: "! " } as const;

export function titleFor(sign: PageSign, percentText: string): string {
  return sign.percent === undefined ? `${marks[sign.mark]}Sharencrypt` : `${percentText} · Sharencrypt`;
}

/** The page's icon with a ring around it that fills; undefined for the usual icon. */
export function iconAddress(sign: PageSign): string | undefined {
  if (sign.percent === undefined) return undefined;
  const round = 2 * Math.PI * 26;
  const ring = `stroke-dasharray="${((round * sign.percent) / 100).toFixed(1)} ${round.toFixed(1)}"`;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none"><circle cx="32" cy="32" r="26" stroke="#9fb3ae" stroke-width="12"/>` +
    `<circle cx="32" cy="32" r="26" stroke="#0b6e63" stroke-width="12" ${ring} transform="rotate(-90 32 32)"/></svg>`;
  return `data:image/svg+xml,${encodeURIComponent(svg)}`;
}
