/** Which rows of a long list are drawn. */
export interface RowWindow {
  readonly first: number;

  /** One behind the last. */
  readonly end: number;
}

/** The rows that can be seen, and some more on both sides so that scrolling shows no gap. */
export function rowWindow(scrollTop: number, viewHeight: number, rowHeight: number, count: number, extra = 8): RowWindow {
  const first = Math.max(0, Math.min(count - 1, Math.floor(scrollTop / rowHeight)) - extra);
  const end = Math.min(count, Math.ceil((scrollTop + viewHeight) / rowHeight) + extra);
  return { first: Math.max(0, first), end: Math.max(0, end) };
}
