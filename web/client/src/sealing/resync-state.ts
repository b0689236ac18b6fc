/** What a resync says (docs/sealed-protocol.md section 6). Each is a number of 64 bits. */
export interface ResyncState {
  /** How many connection events its sender has had. */
  readonly generation: bigint;

  /** The greatest generation of the other side that its sender knows. */
  readonly seen: bigint;

  /** The number of the next message that its sender expects. */
  readonly expected: bigint;
}
