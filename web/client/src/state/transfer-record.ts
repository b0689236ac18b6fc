import type { TransferItem } from "../transfer/transfer-item.js";

/** How long an unfinished transfer is kept. */
export const lifetimeMilliseconds: number = 7 * 24 * 60 * 60 * 1000;

/** What is kept of an unfinished transfer, as it lies in the browser's database. The secrets are sealed. */
export interface TransferRecord {
  readonly version: 1;

  /** The transfer's id, 32 hexadecimal digits. */
  readonly id: string;
  readonly isSending: boolean;
  readonly relay: string;
  readonly createdAt: number;

  /** The meeting's secrets and the code, as JSON under {@link ./wrapping-key.ts}. */
  readonly sealed: { readonly iv: Uint8Array; readonly ciphertext: Uint8Array };
  readonly items: readonly TransferItem[];

  /** For a receiver: where each item's bytes lie, and what becomes of them. */
  readonly extents: readonly number[];
  readonly target: "files" | "zip" | "folder";
  readonly folder?: FileSystemDirectoryHandle;

  /** Bytes of the stream that are stored. */
  readonly stored: number;
  readonly failed: readonly number[];
  readonly isAccepted: boolean;
}
