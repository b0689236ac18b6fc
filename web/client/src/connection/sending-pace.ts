// How large and how many pieces are under way. Chosen by measurement in each engine: ./bench engines builds the library with
// other values in the place of this module, which is why they stand here alone (docs/performance.md, "In the browser").

/** Plaintext of a full chunk that is sent, in bytes: a power of two from 16 KiB to 256 KiB (docs/sealed-protocol.md section 7.1). */
export const chunkBytes: number = 256 * 1024;

/** Chunks that are sealed, or opened, at once: other threads do it. */
export const mostChunksUnderWay: number = 8;

/**
 * Bytes in a WebSocket above which no more is handed to the browser: it would only lie in memory, and a cancel would stand behind
 * it. With less the line stands still between two looks; with more the processor's cache does not hold it any longer.
 */
export const mostBufferedBytes: number = 2 * 1024 * 1024;
