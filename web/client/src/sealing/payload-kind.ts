/** First byte of the payload of a data frame: the whole sealed protocol at a glance (docs/sealed-protocol.md section 2). */
export const payloadKind = {
  /** `0x01 | step | version | …`: keys from a code (section 3). */
  handshake: 0x01,

  /** `0x02 | u64 number | u64 received | sealed JSON`: offers, answers, progress (section 5). */
  message: 0x02,

  /** `0x03 | flags | u32 transfer | u32 epoch | u64 index | sealed`: the bytes of files (section 7.2). */
  chunk: 0x03,

  /** `0x04 | u64 number | sealed (generation, seen, expected)`: what was lost with a connection (section 6). */
  resync: 0x04,
} as const;
