/** Which chunk to send next. */
export interface ChunkPlan {
  /** The epoch it belongs to. */
  readonly epoch: number;
  readonly index: number;

  /** Where it begins in the stream, in bytes. */
  readonly position: number;

  /** How many bytes; for a stream whose chunks have any length, at most so many. */
  readonly length: number;

  /** Whether the stream ends with it; for a stream whose chunks have any length never true. */
  readonly isFinal: boolean;
}

/** Whether two plans are the same. */
export function isSamePlan(one: ChunkPlan, other: ChunkPlan): boolean {
  return (
    one.epoch === other.epoch &&
    one.index === other.index &&
    one.position === other.position &&
    one.length === other.length &&
    one.isFinal === other.isFinal
  );
}

/** Index of the final chunk of a stream of known length and full chunks. */
export function finalIndexOf(totalBytes: number, chunkBytes: number): number {
  return Math.max(0, Math.ceil(totalBytes / chunkBytes) - 1);
}
