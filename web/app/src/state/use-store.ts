import { useLayoutEffect, useState } from "preact/hooks";
import type { Store } from "./store.js";

/** The store's value, and a new drawing whenever it changes. */
export function useStore<T>(store: Store<T>): T {
  const [, redraw] = useState<object>();
  useLayoutEffect(() => {
    const seen = store.value;
    const stop = store.watch(() => redraw({}));
    // It may have changed between the drawing and now.
    if (store.value !== seen) redraw({});
    return stop;
  }, [store]);
  return store.value;
}
