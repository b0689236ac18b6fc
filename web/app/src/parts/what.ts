import type { Outline } from "../state/outline.js";
import type { Strings } from "../strings/strings.js";

/** What is sent, in a few words: 12 files, 1 empty folder, a text. */
export function whatOf(outline: Outline, strings: Strings): string {
  if (outline.kind === "text") return strings.transfer.aText;
  if (outline.kind === "stream") return outline.name === "" ? strings.transfer.aStream : isolated(outline.name);
  if (outline.count === 1 && outline.name !== "") return isolated(outline.name);
  const only = outline.items[0];
  if (outline.count === 1 && only !== undefined) return isolated(only.path);
  const folders = outline.items.filter((item) => item.isFolder).length;
  const files = strings.files(outline.count - folders);
  if (folders === 0) return files;
  return outline.count === folders ? strings.folders(folders) : `${files}, ${strings.folders(folders)}`;
}

/** A name inside a sentence, between the marks that keep its direction to itself. */
export function isolated(name: string): string {
  return `\u2068${name}\u2069`;
}
