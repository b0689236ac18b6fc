import type { RoomName } from "../relay/room-name.js";
import type { RoomToken } from "../relay/room-token.js";
import type { SlotKey } from "../relay/slot-key.js";
import type { HandshakeContext } from "../sealing/handshake-context.js";
import type { Role } from "../sealing/role.js";

/**
 * What a peer keeps of its first handshake to meet the other again (docs/sealed-protocol.md section 3.1), in memory for as
 * long as the session lasts and in the browser's storage for as long as a transfer is unfinished.
 */
export interface MeetingSecrets {
  readonly role: Role;
  readonly ownSlot: number;
  readonly peerSlot: number;

  /** Proves to a relay that the slot is ours. */
  readonly key: SlotKey;

  /** Opens the locked room. */
  readonly token: RoomToken;

  /** The long secret, 32 bytes. */
  readonly resumption: Uint8Array;

  /** Where the pair meets again. */
  readonly room: RoomName;
}

/** What a handshake there is bound to. */
export function contextOf({ role, room, ownSlot, peerSlot }: MeetingSecrets): HandshakeContext {
  return role === "host" ? { room, hostSlot: ownSlot, guestSlot: peerSlot } : { room, hostSlot: peerSlot, guestSlot: ownSlot };
}
