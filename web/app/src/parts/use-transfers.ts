import { useEffect, useState } from "preact/hooks";
import type { TransferStore } from "../state/transfer-store.js";

/** A new drawing whenever the stage of one of them changes; not at every step of progress. */
export function useStages(transfers: readonly TransferStore[]): void {
  const [, redraw] = useState<object>();
  useEffect(() => {
    let seen = stagesOf(transfers);
    const look = (): void => {
      const now = stagesOf(transfers);
      if (now === seen) return;
      seen = now;
      redraw({});
    };
    const stops = transfers.map((transfer) => transfer.watch(look));
    redraw({});
    return () => {
      for (const stop of stops) stop();
    };
  }, [transfers]);
}

function stagesOf(transfers: readonly TransferStore[]): string {
  return transfers.map((transfer) => transfer.value.stage).join();
}
