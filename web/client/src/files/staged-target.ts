import type { ReceiveTarget } from "../receive-target.js";
import { ShareError } from "../share-error.js";
import { asFiles, asZip, inFolder } from "./placements.js";
import { hasPrivateDisk, mostMemoryBytes, openMemory, openPrivateFile, type StagedBytes } from "./staged-bytes.js";
import type { Placement } from "./staged-sink.js";

/** Where a transfer waits until it is whole, and what becomes of it then. */
export interface StagedTarget {
  readonly bytes: StagedBytes;
  readonly placement: Placement;
}

/**
 * Opens the place for a transfer.
 * @param name Of the place, from `a-z0-9`.
 * @param totalBytes Undefined when not known.
 * @param isStream Whether it is one file of perhaps unknown length.
 * @throws ShareError when there is no room for it.
 */
export async function openStaged(
  target: Extract<ReceiveTarget, { kind: "download" | "folder" }>,
  name: string,
  totalBytes: number | undefined,
  isStream: boolean,
): Promise<StagedTarget> {
  const isOnDisk = await hasPrivateDisk();
  if (!isOnDisk && (totalBytes ?? 0) > mostMemoryBytes) {
    throw new ShareError(
      "diskFull",
      "This browser keeps what arrives in memory, and this is too much for it.",
      "Receive it with another browser or the command line.",
    );
  }

  const isRoomNeeded = isOnDisk && totalBytes !== undefined;
  if (isRoomNeeded && totalBytes > ((await freeBytes()) ?? Number.POSITIVE_INFINITY)) {
    throw new ShareError(
      "diskFull",
      "There is not enough room for this on the disk.",
      "Free some space, then ask the sender to send it again.",
    );
  }

  const bytes = isOnDisk ? await openPrivateFile(name) : openMemory();
  return { bytes, placement: placementOf(target, name, isOnDisk, isStream) };
}

/** Bytes that this page may still store; undefined when the browser does not say. */
export async function freeBytes(): Promise<number | undefined> {
  const estimate = await navigator.storage?.estimate?.().catch(() => undefined);
  return estimate?.quota === undefined ? undefined : Math.max(0, estimate.quota - (estimate.usage ?? 0));
}

/** What becomes of a transfer into a target when it is whole. */
export function placementOf(
  target: Extract<ReceiveTarget, { kind: "download" | "folder" }>,
  name: string,
  isOnDisk: boolean,
  isStream: boolean,
): Placement {
  if (target.kind === "folder") {
    return inFolder(target.folder);
  }

  return target.as === "files" || isStream ? asFiles() : asZip((content) => writeZip(content, `${name}zip`, isOnDisk));
}

async function writeZip(content: ReadableStream<Uint8Array>, name: string, isOnDisk: boolean): Promise<Blob> {
  const bytes = isOnDisk ? await openPrivateFile(name) : openMemory();
  const reader = content.getReader();
  let offset = 0;
  try {
    for (let read = await reader.read(); !read.done; read = await reader.read()) {
      await bytes.write(offset, read.value);
      offset += read.value.length;
    }

    return await bytes.finish();
  } catch (error) {
    await bytes.remove();
    throw error;
  }
}
