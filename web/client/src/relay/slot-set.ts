import { slotCount } from "./relay-limits.js";

declare const brand: unique symbol;

/** A set of slots as it travels: bit `n` (value 2^n) is slot `n`. */
export type SlotSet = bigint & { readonly [brand]: "SlotSet" };

/** Bytes of a set on the wire. */
export const slotSetBytes = 8;

/**
 * The set of these slots.
 * @param slots Each 0 to 63.
 * @throws RangeError when there is no such slot.
 */
export function slotSetOf(...slots: readonly number[]): SlotSet {
  let bits = 0n;
  for (const slot of slots) {
    if (!isSlot(slot)) {
      throw new RangeError(`slots: there is no slot ${slot}.`);
    }

    bits |= 1n << BigInt(slot);
  }

  return bits as SlotSet;
}

/** Whether a value is the number of a slot: an integer from 0 to 63. */
export function isSlot(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < slotCount;
}

/** The slots of a set, lowest first. */
export function slotsOf(set: SlotSet): number[] {
  const slots: number[] = [];
  for (let slot = 0; slot < slotCount; slot++) {
    if (contains(set, slot)) {
      slots.push(slot);
    }
  }

  return slots;
}

/** Whether the slot is in the set; a number that is no slot is in none. */
export function contains(set: SlotSet, slot: number): boolean {
  return isSlot(slot) && ((set >> BigInt(slot)) & 1n) === 1n;
}

/** Reads a set from eight bytes, big-endian. */
export function readSlotSet(source: Uint8Array, offset: number): SlotSet {
  return new DataView(source.buffer, source.byteOffset, source.byteLength).getBigUint64(offset) as SlotSet;
}

/** Writes a set as eight bytes, big-endian. */
export function writeSlotSet(destination: Uint8Array, offset: number, set: SlotSet): void {
  new DataView(destination.buffer, destination.byteOffset, destination.byteLength).setBigUint64(offset, set);
}
