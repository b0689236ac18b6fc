/** Why a path of the other side is refused (docs/sealed-protocol.md section 8). */
export type PathProblem =
  /** Empty, or an empty component: `a//b`, `/a`, `a/`. */
  | "empty"
  /** Longer than 4,096 bytes, a component longer than 255 bytes, or more than 128 components. */
  | "tooLong"
  /** A component `.` or `..`. */
  | "traversal"
  /** A control or direction character, a backslash or half of a surrogate pair. */
  | "badCharacter"
  /** Not possible on Windows: a drive, a stream, a device, a reserved character, a trailing dot or space. */
  | "notForWindows"
  /** Two items have the same path, or a file's path is a folder of another. */
  | "collision";
