import type { ComponentChildren, VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";

let isFirst = true;

/** The one heading of a screen. The focus goes to it when the screen is new, so that a screen reader begins there. */
export function ScreenHeading({ children, subject }: { readonly children: ComponentChildren; readonly subject: string }): VNode {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // The page that has just been opened begins at its beginning.
    if (isFirst) isFirst = false;
    else heading.current?.focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }, [subject]);
  return (
    <h1 ref={heading} tabIndex={-1}>
      {children}
    </h1>
  );
}
