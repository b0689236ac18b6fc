import { encodeBase64Url } from "./base64-url.js";
import type { RoomName } from "./room-name.js";
import type { RoomToken } from "./room-token.js";
import type { SecretHash } from "./secret-hash.js";
import type { SlotKey } from "./slot-key.js";

/** A control message from a client to a relay (docs/relay-protocol.md section 4). */
export type ClientControl =
  /** Open a new room and be its host. Without `room` the relay chooses a free number; `capacity` is 2 to 64. */
  | { readonly type: "open"; readonly room?: RoomName | undefined; readonly capacity: number; readonly key: SlotKey }
  /** Take the lowest free guest slot of an existing room. `token` is needed when the room is locked. */
  | { readonly type: "join"; readonly room: RoomName; readonly key: SlotKey; readonly token?: RoomToken | undefined }
  /** Return to one's slot after a lost connection. */
  | { readonly type: "resume"; readonly room: RoomName; readonly slot: number; readonly key: SlotKey }
  /** Return to one's slot, also when the relay has forgotten the room. `slot` is below `capacity`. */
  | {
      readonly type: "rebuild";
      readonly room: RoomName;
      readonly slot: number;
      readonly key: SlotKey;
      readonly token: RoomToken;
      readonly capacity: number;
    }
  /** Host only: from now on joining needs the token with this hash. `room` is a second name of the room. */
  | { readonly type: "lock"; readonly hash: SecretHash; readonly room?: RoomName | undefined }
  /** Host only: remove a guest. */
  | { readonly type: "remove"; readonly slot: number }
  /** Leave for good. When the host leaves, the room closes. */
  | { readonly type: "leave" };

/** The message as UTF-8 JSON, members in the order of the vectors. */
export function writeClientControl(control: ClientControl): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(toJson(control)));
}

// What is undefined is left out by JSON.stringify.
function toJson(control: ClientControl): object {
  const { type } = control;
  switch (type) {
    case "open":
      return { type, room: control.room, capacity: control.capacity, key: encodeBase64Url(control.key) };
    case "join":
      return { type, room: control.room, key: encodeBase64Url(control.key), token: control.token && encodeBase64Url(control.token) };
    case "resume":
      return { type, room: control.room, slot: control.slot, key: encodeBase64Url(control.key) };
    case "rebuild": {
      const { room, capacity, slot } = control;
      return { type, room, capacity, slot, key: encodeBase64Url(control.key), token: encodeBase64Url(control.token) };
    }
    case "lock":
      return { type, room: control.room, hash: encodeBase64Url(control.hash) };
    case "remove":
      return { type, slot: control.slot };
    case "leave":
      return { type };
  }
}
