/** Why a step of a handshake was refused. */
export type HandshakeError =
  /** Wrong length, step, point or key: not what this protocol sends. */
  | "malformed"
  /** The other side speaks another version of the sealed protocol. */
  | "version"
  /** The confirmation is wrong: another code, or somebody in between. */
  | "wrongSecret";
