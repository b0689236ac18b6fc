/** Asks before the page is left, as long as leaving would lose something. */
export function guardUnload(
  isUnderWay: () => boolean,
  target: Pick<Window, "addEventListener" | "removeEventListener"> = window,
): () => void {
  const ask = (event: BeforeUnloadEvent): void => {
    if (!isUnderWay()) return;
    event.preventDefault();
    // Older browsers ask only when this is set.
    event.returnValue = true;
  };
  target.addEventListener("beforeunload", ask);
  return () => target.removeEventListener("beforeunload", ask);
}
