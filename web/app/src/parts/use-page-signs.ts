import { useEffect } from "preact/hooks";
import type { AppStore } from "../state/app-store.js";
import { iconAddress, pageSign, titleFor } from "../state/page-signs.js";
import type { Words } from "../strings/words.js";

/** Keeps the tab's title and icon as the session is. */
export function usePageSigns(app: AppStore, words: Words): void {
  useEffect(() => {
    const icon = document.querySelector<HTMLLinkElement>("#favicon");
    const usual = icon?.getAttribute("href") ?? "";
    let stopTransfer: (() => void) | undefined;
    let stopSession: (() => void) | undefined;
    const draw = (): void => {
      const sign = pageSign(app.session?.value);
      const title = titleFor(sign, words.formats.percent(sign.percent ?? 0, 100));
      if (document.title !== title) document.title = title;
      const address = iconAddress(sign) ?? usual;
      if (icon !== null && icon.getAttribute("href") !== address) icon.setAttribute("href", address);
    };
    const follow = (): void => {
      stopSession?.();
      stopSession = app.session?.watch(followTransfers);
      followTransfers();
    };
    const followTransfers = (): void => {
      stopTransfer?.();
      const transfers = app.session?.value.transfers ?? [];
      const stops = transfers.map((transfer) => transfer.watch(draw));
      stopTransfer = () => {
        for (const stop of stops) stop();
      };
      draw();
    };
    follow();
    const stop = app.watch(follow);
    return () => {
      stop();
      stopSession?.();
      stopTransfer?.();
      icon?.setAttribute("href", usual);
    };
  }, [app, words]);
}
