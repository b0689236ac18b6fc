import { chunkBytes } from "../connection/sending-pace.js";
import type { ShareContent, ShareFile } from "../share-content.js";
import { ShareError } from "../share-error.js";
import { createManifest, type Manifest } from "../transfer/manifest.js";
import { escapeForPeople } from "../transfer/printable.js";
import type { TransferItem } from "../transfer/transfer-item.js";
import { maxItems, maxTextBytes } from "../transfer/transfer-limits.js";
import { FilesSource } from "./files-source.js";
import { MemorySource } from "./memory-source.js";
import { PipeSource } from "./pipe-source.js";
import type { TransferSource } from "./transfer-source.js";

/** Something to send, checked. */
export interface OutgoingContent {
  readonly kind: "files" | "text" | "stream";
  readonly totalBytes: number | undefined;
  readonly fileCount: number;
  readonly name: string | undefined;
  readonly manifest: Manifest | undefined;
  openSource(): TransferSource;
}

/**
 * Looks at what is to be sent; reads it later.
 * @throws ShareError when a name is such that no receiver could write it, or there is too much.
 */
export function readContent(content: ShareContent): OutgoingContent {
  switch (content.kind) {
    case "text":
      return ofText(content.text);
    case "stream": {
      const source = new PipeSource(content.stream);
      return { kind: "stream", totalBytes: undefined, fileCount: 1, name: content.name, manifest: undefined, openSource: () => source };
    }
    default:
      return ofFiles(content.files, content.emptyFolders ?? []);
  }
}

function ofText(text: string): OutgoingContent {
  const bytes = new TextEncoder().encode(text);
  if (bytes.length > maxTextBytes) {
    throw new RangeError("text: it may have at most 16 MiB; send it as a file.");
  }

  return {
    kind: "text",
    totalBytes: bytes.length,
    fileCount: 1,
    name: undefined,
    manifest: undefined,
    openSource: () => new MemorySource(bytes, chunkBytes),
  };
}

function ofFiles(files: readonly ShareFile[], emptyFolders: readonly string[]): OutgoingContent {
  const items: TransferItem[] = [
    ...files.map(
      ({ path, file }): TransferItem => ({ path, kind: "file", size: file.size, modified: file.lastModified, isExecutable: false }),
    ),
    ...emptyFolders.map((path): TransferItem => ({ path, kind: "folder", size: 0, modified: undefined, isExecutable: false })),
  ];
  if (items.length > maxItems) {
    throw new ShareError(
      "sourceName",
      `These are ${items.length} files and folders; one transfer takes ${maxItems}.`,
      "Send them in parts, or as an archive.",
    );
  }

  const result = createManifest(items, "unix");
  if (result.manifest === undefined) {
    throw new ShareError(
      "sourceName",
      result.problem === "tooLong"
        ? `The path “${escapeForPeople(result.wrong)}” is too long to send.`
        : `The name “${escapeForPeople(result.wrong)}” is one that no receiver would write.`,
      "Rename it. Nothing was sent.",
    );
  }

  const { manifest } = result;
  return {
    kind: "files",
    totalBytes: manifest.totalBytes,
    fileCount: files.length,
    name: undefined,
    manifest,
    openSource: () => new FilesSource(manifest, [...files, ...emptyFolders.map(() => undefined)], chunkBytes),
  };
}
