/** A file to send, with the path under which the receiver sees it. */
export interface ShareFile {
  /** Relative, with `/`: `holiday/one.jpg`. */
  readonly path: string;

  /** Read as a stream when its turn comes; nothing is held in memory. */
  readonly file: Blob & { readonly lastModified?: number };
}

/** Something to send. */
export type ShareContent =
  /** Files, and folders that are empty. */
  | { readonly kind: "files"; readonly files: readonly ShareFile[]; readonly emptyFolders?: readonly string[] }
  /** At most 16 MiB as UTF-8. */
  | { readonly kind: "text"; readonly text: string }
  /** Of unknown length; it survives lost connections, but not the end of this page or process. */
  | { readonly kind: "stream"; readonly stream: ReadableStream<Uint8Array>; readonly name?: string };
