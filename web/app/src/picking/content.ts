import type { ShareContent, ShareFile } from "../library.js";

/** What a person picked, dropped or pasted; undefined when there is nothing in it. */
export type Picked = Extract<ShareContent, { readonly kind: "files" }> | undefined;

export function filesContent(files: readonly ShareFile[], emptyFolders: readonly string[] = []): Picked {
  if (files.length === 0 && emptyFolders.length === 0) return undefined;
  return { kind: "files", files, ...(emptyFolders.length > 0 ? { emptyFolders } : {}) };
}

/** The files of an input element: with their folder when one was chosen. */
export function pickedFromInput(list: Iterable<File>): Picked {
  return filesContent([...list].map((file) => ({ path: file.webkitRelativePath || file.name, file })));
}

/** Files that were pasted. Pictures from a screen all have one name: they are numbered, since two of one name cannot be sent. */
export function pickedFromPaste(list: Iterable<File>): Picked {
  const names = new Map<string, number>();
  const files = [...list].map((file) => {
    const count = (names.get(file.name) ?? 0) + 1;
    names.set(file.name, count);
    return { path: count === 1 ? file.name : numbered(file.name, count), file };
  });
  return filesContent(files);
}

function numbered(name: string, count: number): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? `${name.slice(0, dot)} (${count})${name.slice(dot)}` : `${name} (${count})`;
}
