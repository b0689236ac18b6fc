/** What a transfer carries: files and folders with their paths, a UTF-8 text of known length, or bytes whose length is perhaps not known beforehand. */
export type TransferKind = "files" | "text" | "stream";
