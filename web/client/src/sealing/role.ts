/** Which end of a pair a side is. The host opened the room and is party A of the handshake, the guest joined it and is party B. */
export type Role = "host" | "guest";

/** The role of the other side. */
export function otherRole(role: Role): Role {
  return role === "host" ? "guest" : "host";
}
