/** Why a text is not a code or link. */
export type ShareCodeProblem =
  /** Nothing was given. */
  | "empty"
  /** A character that no code has. */
  | "badCharacter"
  /** There is no room before, or no secret behind, the first separator. */
  | "noSecret"
  /** The room is longer than 64 characters. */
  | "roomTooLong"
  /** The secret of a chosen code is shorter than 6 characters or longer than 128, or a generated one has more than 16 words. */
  | "secretLength"
  /** The room is a number, and a part of the secret is not a word of the list. */
  | "unknownWord"
  /** The room is a number, and there is only one word behind it. */
  | "tooFewWords"
  /** A link that is not http or https, or whose fragment holds no code. */
  | "badLink"
  /** What stands behind the `@` is not a host, or host and port. */
  | "badRelay";
