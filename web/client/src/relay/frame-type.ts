/** The first byte of a frame (docs/relay-protocol.md section 3). A number is never used again for something else. */
export const frameType = {
  /** One JSON object. */
  control: 0x01,

  /** Ciphertext from one peer to others: slots (8 bytes), payload. */
  data: 0x02,

  /** Asks for a pong with the same token (8 bytes). */
  ping: 0x03,

  /** Answers a ping: its token (8 bytes). */
  pong: 0x04,
} as const;

/** The name of a kind of frame. */
export type FrameType = keyof typeof frameType;
