import type { ReceiveAbilities, ReceiveTarget } from "../library.js";
import type { Outline } from "./outline.js";

/** Where a person can have an offer saved. */
export type Place = "folder" | "files" | "zip" | "text" | "stream";

/** More downloads than these one by one nobody wants, nor does every browser let a page begin them. */
const mostSingleDownloads = 20;

/** The places for an offer in this browser, the best first. */
export function placesFor(outline: Outline, abilities: ReceiveAbilities | undefined): readonly Place[] {
  if (outline.kind === "text") return ["text"];
  if (outline.kind === "stream") return ["stream"];
  const hasFolders = outline.items.some((item) => item.path.includes("/") || item.isFolder);
  const isOne = outline.items.length === 1 && !hasFolders;
  const downloads = downloadsFor(outline, isOne, hasFolders);
  return abilities?.canChooseFolder === true ? (isOne ? ["files", "folder"] : ["folder", ...downloads]) : downloads;
}

function downloadsFor(outline: Outline, isOne: boolean, hasFolders: boolean): readonly Place[] {
  if (isOne) return ["files"];
  if (outline.items.length > mostSingleDownloads) return ["zip"];
  return hasFolders ? ["zip", "files"] : ["files", "zip"];
}

/** Whether a place has too little room for the offer, as far as the browser says. */
export function isTooLarge(place: Place, outline: Outline, abilities: ReceiveAbilities | undefined): boolean {
  const most = abilities?.mostBytes;
  if (most === undefined || outline.totalBytes === undefined) return false;
  return (place === "files" || place === "zip") && outline.totalBytes > most;
}

/** The place that is chosen at first: the best one that has room. */
export function firstPlace(outline: Outline, abilities: ReceiveAbilities | undefined): Place {
  const places = placesFor(outline, abilities);
  return places.find((place) => !isTooLarge(place, outline, abilities)) ?? places[0] ?? "files";
}

/** The browser's ways to a place. Both may ask the person, so they are called out of a click. */
export interface PlaceOpeners {
  chooseFolder(): Promise<FileSystemDirectoryHandle>;
  openDownload(name: string, size: number | undefined): Promise<WritableStream<Uint8Array>>;
}

export interface OpenedPlace {
  readonly target: ReceiveTarget;
  readonly saved: { readonly savedTo: "folder" | "downloads" | "text"; readonly folderName?: string };
}

/** @throws DOMException named AbortError when the person closes the question. */
export async function openPlace(place: Place, outline: Outline, openers: PlaceOpeners): Promise<OpenedPlace> {
  switch (place) {
    case "folder": {
      const folder = await openers.chooseFolder();
      return { target: { kind: "folder", folder }, saved: { savedTo: "folder", folderName: folder.name } };
    }
    case "files":
    case "zip":
      return { target: { kind: "download", as: place }, saved: { savedTo: "downloads" } };
    case "text":
      return { target: { kind: "text" }, saved: { savedTo: "text" } };
    case "stream": {
      const stream = await openers.openDownload(outline.name || "stream.bin", undefined);
      return { target: { kind: "stream", stream }, saved: { savedTo: "downloads" } };
    }
  }
}
