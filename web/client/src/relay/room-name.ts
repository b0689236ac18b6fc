declare const brand: unique symbol;

/** The name of a room: 1 to 64 characters of `a-z0-9`. Part of a code, so it belongs in no log. */
export type RoomName = string & { readonly [brand]: "RoomName" };

const form = /^[a-z0-9]{1,64}$/;

/** Whether a value of any origin is a room's name. */
export function isRoomName(value: unknown): value is RoomName {
  return typeof value === "string" && form.test(value);
}

/**
 * Takes text that is known to be a room's name.
 * @throws RangeError when it is none; the message does not show it.
 */
export function roomNameOf(text: string): RoomName {
  if (!isRoomName(text)) {
    throw new RangeError("text: not the name of a room.");
  }

  return text;
}
