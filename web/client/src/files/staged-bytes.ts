import { ShareError } from "../share-error.js";
import { isHeld, type TransferLock, tryHold } from "../state/transfer-lock.js";

/** Where the bytes of a transfer's stream wait until they are whole. One call at a time. */
export interface StagedBytes {
  /** Whether they survive the page. */
  readonly isDurable: boolean;

  /** How many bytes there are. */
  readonly length: number;

  /**
   * Writes at a place.
   * @param bytes Not to be changed any more.
   */
  write(offset: number, bytes: Uint8Array): Promise<void>;

  /** Fulfilled when all that was written is on the disk. */
  flush(): Promise<void>;

  /** What was written, to be read from; nothing is written afterwards. */
  finish(): Promise<Blob>;

  /** Nothing is written any more; what was is kept. */
  close(): Promise<void>;

  /** Removes all. */
  remove(): Promise<void>;
}

/** The most bytes that are held in memory where a browser offers no disk. */
export const mostMemoryBytes: number = 512 * 1024 * 1024;

const folderName = "sharencrypt";
const probePrefix = "probe-";

/** Whether this browser keeps bytes on the disk for a worker. */
export async function hasPrivateDisk(): Promise<boolean> {
  try {
    const folder = await privateFolder();
    const name = probePrefix + crypto.randomUUID();
    const file = await folder.getFileHandle(name, { create: true });
    const handle = await file.createSyncAccessHandle();
    handle.close();
    await folder.removeEntry(name);
    return true;
  } catch {
    return false; // Not offered, not in a worker, or not in a private window.
  }
}

/**
 * Opens the place of a transfer.
 * @param id Names it.
 * @throws ShareError when there is no room.
 */
export async function openPrivateFile(id: string): Promise<StagedBytes> {
  const folder = await privateFolder();
  const file = await folder.getFileHandle(id, { create: true });
  const handle = await file.createSyncAccessHandle();
  const hold = await tryHold(holdOf(id)); // For as long as this page lives: what has arrived is read from here.
  return new PrivateFile(folder, file, handle, hold);
}

/** Whether a page that is open reads from or writes to it. */
export function isPrivateFileInUse(id: string): Promise<boolean> {
  return isHeld(holdOf(id));
}

/** Removes what was left of a transfer. */
export async function removePrivateFile(id: string): Promise<void> {
  await (await privateFolder()).removeEntry(id).catch(() => {}); // It is gone.
}

/** Names of the transfers of which something is kept. */
export async function listPrivateFiles(): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const name of (await privateFolder()).keys()) {
    if (!name.startsWith(probePrefix)) {
      names.push(name); // A probe belongs to a page that asks just now.
    }
  }

  return names;
}

/** A place in memory. */
export function openMemory(): StagedBytes {
  return new MemoryBytes();
}

function holdOf(id: string): string {
  return `bytes-${id}`;
}

async function privateFolder(): Promise<FileSystemDirectoryHandle> {
  return (await navigator.storage.getDirectory()).getDirectoryHandle(folderName, { create: true });
}

/** A file in the origin private file system. */
class PrivateFile implements StagedBytes {
  readonly isDurable = true;
  readonly #folder: FileSystemDirectoryHandle;
  readonly #file: FileSystemFileHandle;
  readonly #handle: FileSystemSyncAccessHandle;
  readonly #hold: TransferLock | undefined;
  #isOpen = true;

  constructor(
    folder: FileSystemDirectoryHandle,
    file: FileSystemFileHandle,
    handle: FileSystemSyncAccessHandle,
    hold: TransferLock | undefined,
  ) {
    this.#hold = hold;
    this.#folder = folder;
    this.#file = file;
    this.#handle = handle;
  }

  get length(): number {
    return this.#handle.getSize();
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = this.#handle.write(bytes.subarray(done) as Uint8Array<ArrayBuffer>, { at: offset + done });
        if (count === 0) {
          throw new DOMException("Nothing more can be written.", "QuotaExceededError");
        }

        done += count;
      }
    } catch (error) {
      throw explainWriting(error);
    }
  }

  async flush(): Promise<void> {
    try {
      this.#handle.flush();
    } catch (error) {
      throw explainWriting(error);
    }
  }

  async finish(): Promise<Blob> {
    await this.flush();
    await this.close();
    return this.#file.getFile();
  }

  async close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#handle.close();
    }
  }

  async remove(): Promise<void> {
    await this.close();
    await this.#folder.removeEntry(this.#file.name).catch(() => {}); // It is gone.
    this.#hold?.release();
  }
}

/** Pieces in memory, in the order in which they were written. */
class MemoryBytes implements StagedBytes {
  readonly isDurable = false;
  #parts: Uint8Array[] = [];
  #length = 0;

  get length(): number {
    return this.#length;
  }

  async write(offset: number, bytes: Uint8Array): Promise<void> {
    if (offset < this.#length) {
      this.#cut(offset);
    }

    if (offset + bytes.length > mostMemoryBytes) {
      throw new ShareError(
        "diskFull",
        "This browser keeps what arrives in memory, and this is too much for it.",
        "Receive it with another browser or the command line.",
      );
    }

    if (offset > this.#length) {
      this.#parts.push(new Uint8Array(offset - this.#length)); // Of a file that failed.
    }

    this.#parts.push(bytes);
    this.#length = offset + bytes.length;
  }

  async flush(): Promise<void> {
    // There is no disk.
  }

  async finish(): Promise<Blob> {
    return new Blob(this.#parts as Uint8Array<ArrayBuffer>[]);
  }

  async close(): Promise<void> {
    // There is nothing to close.
  }

  async remove(): Promise<void> {
    this.#parts = [];
    this.#length = 0;
  }

  #cut(length: number): void {
    const kept: Uint8Array[] = [];
    let left = length;
    for (const part of this.#parts) {
      if (left > 0) {
        kept.push(part.subarray(0, left));
      }

      left -= part.length;
    }

    this.#parts = kept;
    this.#length = length;
  }
}

function explainWriting(error: unknown): ShareError {
  const isFull = error instanceof DOMException && error.name === "QuotaExceededError";
  return isFull
    ? new ShareError("diskFull", "There is no room left for this page on the disk.", "Free some space, then receive it again.", error)
    : new ShareError("targetUnwritable", "The browser cannot write what arrives.", "Free some space, or use another browser.", error);
}
