import type { ComponentChildren, VNode } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

interface DialogProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly close: () => void;
}

/** A question or an explanation over the screen. Escape closes it; the focus goes back to where it was. */
export function Dialog({ title, children, close }: DialogProps): VNode {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    // A click beside it closes it, as Escape does.
    const besides = (event: MouseEvent): void => {
      if (event.target === shown) shown?.close();
    };
    shown?.addEventListener("click", besides);
    return () => shown?.removeEventListener("click", besides);
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={close}>
      <div class="dialog-body">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}
