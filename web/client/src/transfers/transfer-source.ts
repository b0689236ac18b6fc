/** What a read for one chunk yielded. */
export interface SourceRead {
  /** The bytes; good until the next read. */
  readonly bytes: Uint8Array;

  /** Whether the stream ends with them; only for streams of unknown length. */
  readonly isEnd: boolean;

  /** Files found undeliverable while reading. Their bytes are worthless. */
  readonly failed: readonly { readonly item: number; readonly reason: string }[];
}

/** The bytes of a transfer's stream, on the sender's side. One read at a time. */
export interface TransferSource {
  /**
   * Reads the bytes of a chunk.
   * @param length Its greatest length; read whole unless the length of chunks is free.
   * @param signal Ends a wait for bytes.
   * @param sent Fulfilled when what was read before is sent: whoever waits for more bytes than are there waits no longer.
   */
  read(index: number, position: number, length: number, signal: AbortSignal, sent: Promise<unknown>): Promise<SourceRead>;

  /** Bytes before this position will never be read again. */
  confirm(written: number): void;

  /** Nothing will be read any more: gives back what it holds. */
  close(): void;

  /** Where a chunk that was read before begins; undefined when it is not known any more. */
  positionOf(index: number): number | undefined;
}
