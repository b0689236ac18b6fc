import type { ReceivedFile } from "../library.js";

/** Between two downloads: browsers drop some of those that begin at once. */
const pauseMilliseconds = 400;

/** A blob's address is given up after this time; the browser has long begun to read it. */
const addressMilliseconds = 120_000;

const begun = new WeakSet<readonly ReceivedFile[]>();

/** Hands received files to the browser's downloads, one after the other; each list once, however often it is shown. */
export async function saveOnce(files: readonly ReceivedFile[]): Promise<void> {
  if (begun.has(files)) return;
  begun.add(files);
  for (const [place, file] of files.entries()) {
    if (place > 0) await new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    saveFile(file);
  }
}

/** Hands one file to the browser's downloads, under its name without folders. */
export function saveFile({ path, blob }: ReceivedFile): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = path.slice(path.lastIndexOf("/") + 1);
  link.hidden = true;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), addressMilliseconds);
}
