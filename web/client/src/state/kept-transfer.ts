/** What is kept of one unfinished transfer, so that another page or process can go on with it. Writes happen in order, behind the scenes. */
export interface KeptTransfer {
  /** 32 hexadecimal digits. */
  readonly id: string;

  /** Whether the receiver has said yes. */
  readonly isAccepted: boolean;

  /** The receiver has said yes. */
  accept(): void;

  /** Bytes of the stream that are surely stored. */
  note(stored: number): void;

  /** Forgets it for good. */
  erase(): Promise<void>;

  /** This page or process does no more for it. */
  release(): Promise<void>;
}
