/** Why a WebSocket of this protocol is closed (docs/relay-protocol.md section 6). Unknown codes count as {@link relayCloseCode.lost}. */
export const relayCloseCode = {
  /** After `leave` or `closed`. */
  normal: 1000,

  /** The relay goes down, after `restarting`. */
  goingAway: 1001,

  /** Against RFC 6455, or `bad_frame` or `bad_control`. */
  protocolError: 1002,

  /** A text message. */
  notBinary: 1003,

  /** The connection was lost without a close; never sent. */
  lost: 1006,

  /** A close reason that is not UTF-8. */
  notText: 1007,

  /** A message longer than a frame may be. */
  tooLong: 1009,

  /** After `rate_limited` or `full`. */
  tryAgainLater: 1013,

  /** Silent for too long, or a frame did not arrive whole in time. */
  silent: 4001,

  /** Another connection took this slot. */
  replaced: 4002,

  /** Did not enter a room in time, or not within the tries allowed. */
  notEntered: 4003,

  /** Too slow to take even control messages. */
  tooSlow: 4004,
} as const;
