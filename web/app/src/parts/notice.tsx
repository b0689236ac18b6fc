import type { ComponentChildren, VNode } from "preact";
import { Icon, type IconName } from "./icon.js";

interface NoticeProps {
  readonly tone: "calm" | "warning" | "bad";
  readonly icon?: IconName;
  readonly children: ComponentChildren;
}

/** Something to know beside the main thing. The drawing and the words carry it, not the colour. */
export function Notice({ tone, icon, children }: NoticeProps): VNode {
  return (
    <div class={`notice ${tone}`}>
      <Icon name={icon ?? (tone === "calm" ? "check" : "warning")} />
      <div>{children}</div>
    </div>
  );
}
