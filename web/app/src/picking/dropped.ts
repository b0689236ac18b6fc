import type { ShareFile } from "../library.js";
import { filesContent, type Picked } from "./content.js";

/** The entries of a drop. They must be taken before the event handler returns: afterwards the list is empty. */
export function entriesOf(transfer: DataTransfer): readonly FileSystemEntry[] {
  return [...transfer.items].flatMap((item) => {
    const entry = item.kind === "file" ? item.webkitGetAsEntry() : null;
    return entry === null ? [] : [entry];
  });
}

/** Walks through dropped files and folders. @param found Is told how many files were found so far. */
export async function pickedFromEntries(entries: readonly FileSystemEntry[], found: (files: number) => void): Promise<Picked> {
  const files: ShareFile[] = [];
  const emptyFolders: string[] = [];
  // A list instead of recursion: folders may be nested deeply.
  const open = [...entries].reverse();
  for (let entry = open.pop(); entry !== undefined; entry = open.pop()) {
    const path = entry.fullPath.replace(/^\/+/, "") || entry.name;
    if (isFile(entry)) {
      files.push({ path, file: await fileOf(entry) });
      if (files.length % 100 === 0) found(files.length);
    } else if (isFolder(entry)) {
      const children = await childrenOf(entry);
      if (children.length === 0) emptyFolders.push(path);
      open.push(...children.reverse());
    }
  }
  return filesContent(files, emptyFolders);
}

function isFile(entry: FileSystemEntry): entry is FileSystemFileEntry {
  return entry.isFile;
}

function isFolder(entry: FileSystemEntry): entry is FileSystemDirectoryEntry {
  return entry.isDirectory;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader yields at most some hundred entries at a time, and an empty list at the end. */
async function childrenOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return children;
    children.push(...some);
  }
}
