import { encode } from "uqr";

const quietZone = 4;

/** The dark squares of a QR code as one SVG path, and the side of the whole. */
export function qrDrawing(text: string): { readonly path: string; readonly size: number } {
  const { data, size } = encode(text, { ecc: "M", border: quietZone });
  let path = "";
  for (const [row, line] of data.entries()) {
    for (let column = 0; column < line.length; column++) {
      if (line[column] !== true) continue;
      const start = column;
      while (line[column + 1] === true) column++;
      path += `M${start} ${row}h${column - start + 1}v1H${start}z`;
    }
  }
  return { path, size };
}
