/** The fixed numbers of transfers (docs/sealed-protocol.md sections 7 and 10). */

/** The greatest, and usual, plaintext of a chunk in bytes. */
export const maxChunkBytes = 262_144;

/** The smallest size of chunks that may be offered, in bytes. */
export const minChunkBytes = 16_384;

/** The most items in a transfer. */
export const maxItems = 1_000_000;

/** The most bytes that the paths of a transfer may take in all. */
export const maxPathBytesInAll: number = 256 * 1024 * 1024;

/** The longest text, in bytes of UTF-8. */
export const maxTextBytes: number = 16 * 1024 * 1024;

/** The longest stream in bytes: what a number holds exactly. */
export const maxStreamBytes: number = Number.MAX_SAFE_INTEGER;

/** The most transfers of one side that may be open at a time. */
export const maxOpenTransfers = 16;

/** The longest suggested name, in UTF-16 code units. */
export const maxNameLength = 255;

/** The longest line for people, in UTF-16 code units. */
export const maxMessageLength = 1000;

/** The window at the beginning, in bytes. */
export const firstWindowBytes: number = 4 * 1024 * 1024;

/** The greatest window, in bytes. */
export const maxWindowBytes: number = 64 * 1024 * 1024;
