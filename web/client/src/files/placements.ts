import { downloadZip } from "client-zip";
import { ShareError } from "../share-error.js";
import type { Manifest } from "../transfer/manifest.js";
import type { Stored } from "../transfers/transfer-sink.js";
import type { Placement } from "./staged-sink.js";

/** What a placement needs for a ZIP: a place to write it to. */
export type MakeZip = (content: ReadableStream<Uint8Array>) => Promise<Blob>;

/** Downloads of the browser, one by one: the person's click saves each. */
export function asFiles(): Placement {
  return {
    readsInPlace: true,
    place: (files) => Promise.resolve({ saved: topsOf(files), received: files.map(({ path, blob }) => ({ path, blob })) }),
  };
}

/** One download with all of them. */
export function asZip(makeZip: MakeZip): Placement {
  return {
    readsInPlace: false,
    place: async (files, manifest): Promise<Stored> => {
      const now = new Date();
      const entries = [
        ...manifest.items.filter(({ kind }) => kind === "folder").map(({ path }) => ({ name: `${path}/`, lastModified: now })),
        ...files.map(({ path, blob, item }) => ({ name: path, input: blob, lastModified: modifiedOf(manifest, item) ?? now })),
      ];
      const stream = downloadZip(entries).body;
      if (stream === null) {
        throw new ShareError("internal", "The ZIP could not be made.");
      }

      const path = `${topsOf(files).length === 1 ? (topsOf(files)[0] ?? "files") : "sharencrypt"}.zip`;
      return { saved: topsOf(files), received: [{ path, blob: await makeZip(stream) }] };
    },
  };
}

/** Into a folder that the person chose. What is there already stays; what arrives gets a number. */
export function inFolder(folder: FileSystemDirectoryHandle): Placement {
  return {
    readsInPlace: false,
    place: async (files, manifest): Promise<Stored> => {
      try {
        const names = await freeNames(folder, topsOf([...files, ...manifest.items]));
        for (const item of manifest.items) {
          if (item.kind === "folder") {
            await folderOf(folder, renamed(item.path, names).split("/"));
          }
        }

        for (const file of files) {
          await copy(file.blob, folder, renamed(file.path, names));
        }

        return { saved: [...names.values()] };
      } catch (error) {
        throw explain(error);
      }
    },
  };
}

function topsOf(files: readonly { readonly path: string }[]): string[] {
  return [...new Set(files.map(({ path }) => topOf(path)))];
}

function topOf(path: string): string {
  return path.split("/", 1)[0] ?? path;
}

function renamed(path: string, names: ReadonlyMap<string, string>): string {
  const top = topOf(path);
  return (names.get(top) ?? top) + path.slice(top.length);
}

function modifiedOf(manifest: Manifest, item: number): Date | undefined {
  const modified = manifest.items[item]?.modified;
  return modified === undefined ? undefined : new Date(modified);
}

async function freeNames(folder: FileSystemDirectoryHandle, tops: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const taken = new Set<string>();
  for await (const name of folder.keys()) {
    taken.add(name.normalize("NFC").toLowerCase());
  }

  const names = new Map<string, string>();
  for (const top of tops) {
    let name = top;
    for (let number = 2; taken.has(name.normalize("NFC").toLowerCase()); number++) {
      name = numbered(top, number);
    }

    taken.add(name.normalize("NFC").toLowerCase());
    names.set(top, name);
  }

  return names;
}

function numbered(name: string, number: number): string {
  const dot = name.lastIndexOf(".");
  return dot > 0 ? `${name.slice(0, dot)} (${number})${name.slice(dot)}` : `${name} (${number})`;
}

async function folderOf(root: FileSystemDirectoryHandle, parts: readonly string[]): Promise<FileSystemDirectoryHandle> {
  let folder = root;
  for (const part of parts) {
    folder = await folder.getDirectoryHandle(part, { create: true });
  }

  return folder;
}

/** A file appears under its name only when it is whole: a writable of this interface is put in place when it is closed. */
async function copy(blob: Blob, root: FileSystemDirectoryHandle, path: string): Promise<void> {
  const parts = path.split("/");
  const name = parts.pop() ?? path;
  const folder = await folderOf(root, parts);
  const file = await folder.getFileHandle(name, { create: true });
  const writable = await file.createWritable();
  try {
    await blob.stream().pipeTo(writable);
  } catch (error) {
    await folder.removeEntry(name).catch(() => {});
    throw error;
  }
}

function explain(error: unknown): ShareError {
  if (error instanceof ShareError) {
    return error;
  }

  return error instanceof DOMException && error.name === "QuotaExceededError"
    ? new ShareError("diskFull", "There is not enough room in the folder.", "Free some space, then receive it again.", error)
    : new ShareError("targetUnwritable", "The browser cannot write into the folder.", "Choose another folder.", error);
}
