import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The path of the dark squares, in a square of `size` with a quiet zone of 4 around it. */
interface Drawing {
  readonly path: string;
  readonly size: number;
}

/** A QR code, always dark on light: some cameras cannot read the opposite. Its encoder is loaded when it is first shown. */
export function QrCode({ text, label }: { readonly text: string; readonly label: string }): VNode {
  const [drawing, setDrawing] = useState<Drawing>();
  useEffect(() => {
    let isWanted = true;
    import("./qr-drawing.js").then(
      ({ qrDrawing }) => isWanted && setDrawing(qrDrawing(text)),
      () => undefined,
    );
    return () => {
      isWanted = false;
    };
  }, [text]);
  if (drawing === undefined) return <div class="qr" aria-hidden="true" />;
  return (
    <svg class="qr" viewBox={`0 0 ${drawing.size} ${drawing.size}`} role="img" aria-label={label} shape-rendering="crispEdges">
      <path d={drawing.path} />
    </svg>
  );
}
