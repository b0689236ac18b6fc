/** Where what arrives goes. */
export type ReceiveTarget =
  /** Into a folder that the person chose; a file that is there already is never replaced, the new one gets a number. */
  | { readonly kind: "folder"; readonly folder: FileSystemDirectoryHandle }
  /** Downloads of the browser, kept in its private storage until they are whole: they survive a reload. `zip` puts several files into one. */
  | { readonly kind: "download"; readonly as: "files" | "zip" }
  /** Into the summary's `text`. Takes a text. */
  | { readonly kind: "text" }
  /** Into a stream, as it arrives. Takes a stream, a text or a single file. */
  | { readonly kind: "stream"; readonly stream: WritableStream<Uint8Array> };

/** What this browser can receive, found out before a code is used up. */
export interface ReceiveAbilities {
  /** Whether a folder can be chosen, into which everything is written as it arrives. */
  readonly canChooseFolder: boolean;

  /** Where downloads are kept until they are whole: on the disk, or only in memory. */
  readonly downloads: "disk" | "memory";

  /** The most bytes that a download may have; undefined when the browser does not say. */
  readonly mostBytes: number | undefined;

  /** Whether an interrupted transfer goes on after a reload. */
  readonly canResume: boolean;
}
