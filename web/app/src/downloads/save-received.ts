import type { ReceivedFile } from "../library.js";

/** Between two downloads: browsers drop some of those that begin at once. */
const pauseMilliseconds = 400;

/** A blob's address is given up after this time; the browser has long begun to read it. */
const addressMilliseconds = 120_000;

const begun = new WeakSet<readonly ReceivedFile[]>();
let saving: Promise<void> = Promise.resolve();

/** Hands received files to the browser's downloads, one after the other; each list once, however often it is asked for. */
export function saveOnce(files: readonly ReceivedFile[]): void {
  if (begun.has(files)) return;
  begun.add(files);
  saveAll(files);
}

/** Hands files to the browser's downloads, behind those that are being handed over. */
export function saveAll(files: readonly ReceivedFile[]): void {
  for (const file of files) {
    saving = saving.then(() => {
      saveFile(file);
      return new Promise((resolve) => setTimeout(resolve, pauseMilliseconds));
    });
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
