import type { IncomingOffer, ShareContent, UnfinishedTransfer } from "../library.js";

/** One row of a list of what is sent. */
export interface OutlineItem {
  readonly path: string;
  readonly bytes: number;
  readonly isFolder: boolean;
  readonly isExecutable: boolean;
  readonly isHidden: boolean;
}

/** What is sent, as far as a screen shows it. */
export interface Outline {
  readonly kind: "files" | "text" | "stream";
  readonly items: readonly OutlineItem[];

  /** Files and empty folders; more than `items` has when only the top level is known. */
  readonly count: number;
  readonly totalBytes: number | undefined;
  readonly name: string;
}

/** Of what this person sends. The order is the manifest's: files, then empty folders. */
export function outlineOfContent(content: ShareContent): Outline {
  if (content.kind === "text") {
    return { kind: "text", items: [], count: 0, totalBytes: new TextEncoder().encode(content.text).length, name: "" };
  }
  if (content.kind === "stream") return { kind: "stream", items: [], count: 0, totalBytes: undefined, name: content.name ?? "" };
  const files = content.files.map(({ path, file }) => plainItem(path, file.size, false));
  const folders = (content.emptyFolders ?? []).map((path) => plainItem(path, 0, true));
  const totalBytes = content.files.reduce((sum, { file }) => sum + file.size, 0);
  return { kind: "files", items: [...files, ...folders], count: files.length + folders.length, totalBytes, name: "" };
}

export function outlineOfOffer(offer: IncomingOffer): Outline {
  return { kind: offer.kind, items: offer.items, count: offer.items.length, totalBytes: offer.totalBytes, name: offer.suggestedName };
}

/** Of a transfer that goes on: only the names at the top level are known. */
export function outlineOfUnfinished(transfer: UnfinishedTransfer): Outline {
  return { kind: "files", items: [], count: transfer.files, totalBytes: transfer.bytes, name: transfer.names.join(", ") };
}

function plainItem(path: string, bytes: number, isFolder: boolean): OutlineItem {
  return { path, bytes, isFolder, isExecutable: false, isHidden: false };
}
