/** What a `stream` message says besides its fresh salt: the chunks that follow belong to this epoch. */
export interface EpochStart {
  /** One more than the last, from 0. */
  readonly epoch: number;

  /** The first chunk of the epoch. */
  readonly index: number;

  /** How many times the receiver has said where to go on. */
  readonly continues: number;
}
