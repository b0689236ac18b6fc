/** Why bytes are not a frame of this protocol. */
export type FrameError =
  /** There is not even a type. */
  | "empty"
  /** The first byte is no type of this version. */
  | "unknownType"
  /** The size does not fit the type. */
  | "wrongSize"
  /** Data from a relay that does not name exactly one sender. */
  | "notOneSender";
