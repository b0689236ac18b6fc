/** The words on the wire for why a transfer or a file did not go through (docs/sealed-protocol.md section 7.1). Unknown ones are shown as they are. */
export const reasons = {
  /** The person said no. */
  declined: "declined",

  /** Something of that name is there already. */
  exists: "exists",

  /** Not enough room on the disk. */
  space: "space",

  /** A path that is not safe to write. */
  unsafe: "unsafe",

  /** This receiver cannot take such a thing. */
  unsupported: "unsupported",

  /** Too many transfers are open. */
  busy: "busy",

  /** The person stopped it. */
  cancelled: "cancelled",

  /** The sender cannot read what it offered. */
  source: "source",

  /** A stream that can be read only once, and whose beginning is gone. */
  lost: "lost",

  /** The receiver cannot write. */
  target: "target",

  /** Something was not authentic. */
  integrity: "integrity",

  /** A fault of the software. */
  internal: "internal",

  /** A file is not the one that was offered. */
  changed: "changed",

  /** A file cannot be read. */
  unreadable: "unreadable",

  /** A file is no longer there. */
  missing: "missing",
} as const;
