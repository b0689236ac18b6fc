/**
 * Calls back when there may be a network again: the system says so, or the page wakes.
 * @returns Ends it.
 */
export function subscribeToNetwork(onChanged: () => void): () => void {
  const scope: Partial<Pick<typeof globalThis, "addEventListener" | "removeEventListener">> = globalThis;
  const events = ["online", "pageshow", "visibilitychange", "resume"] as const;
  for (const event of events) {
    scope.addEventListener?.(event, onChanged);
  }

  return () => {
    for (const event of events) {
      scope.removeEventListener?.(event, onChanged);
    }
  };
}
