/** What an item of a transfer is. A folder is needed only when it is empty, and to keep times. */
export type ItemKind = "file" | "folder";

/** One file or folder of an offer, as its sender names it. */
export interface TransferItem {
  /** The sender's relative path, `a/b/c`: not trusted, see `SafeRelativePath`. */
  readonly path: string;
  readonly kind: ItemKind;

  /** Bytes of content, 0 to 2^53 - 1; 0 for folders. */
  readonly size: number;

  /** Milliseconds since 1970-01-01 UTC. */
  readonly modified: number | undefined;

  /** Whether the owner may execute it. */
  readonly isExecutable: boolean;
}
