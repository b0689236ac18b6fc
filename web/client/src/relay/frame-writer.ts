import { type ClientControl, writeClientControl } from "./client-control.js";
import { frameType } from "./frame-type.js";
import { dataHeaderBytes, pingFrameBytes, typeBytes } from "./relay-limits.js";
import { type SlotSet, writeSlotSet } from "./slot-set.js";

/** Writes the nine bytes before a data frame's payload at the beginning of `frame`. */
export function writeDataHeader(frame: Uint8Array, receivers: SlotSet): void {
  frame[0] = frameType.data;
  writeSlotSet(frame, typeBytes, receivers);
}

/** A whole data frame. The payload is copied. */
export function dataFrame(receivers: SlotSet, payload: Uint8Array): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(dataHeaderBytes + payload.length);
  writeDataHeader(frame, receivers);
  frame.set(payload, dataHeaderBytes);
  return frame;
}

/**
 * Writes a whole data frame into memory that is used again: new memory for each would cost more than the copy.
 * @param memory Room for the frame.
 * @param parts The payload, in parts.
 * @returns The frame, at the beginning of the memory.
 */
export function writeDataFrame(memory: Uint8Array, receivers: SlotSet, parts: readonly Uint8Array[]): Uint8Array {
  writeDataHeader(memory, receivers);
  let end = dataHeaderBytes;
  for (const part of parts) {
    memory.set(part, end);
    end += part.length;
  }

  return memory.subarray(0, end);
}

/**
 * A whole ping or pong frame.
 * @param token Any number of 64 bits; of a pong the one of the ping that it answers.
 */
export function pingFrame(type: "ping" | "pong", token: bigint): Uint8Array<ArrayBuffer> {
  const frame = new Uint8Array(pingFrameBytes);
  frame[0] = frameType[type];
  new DataView(frame.buffer).setBigUint64(typeBytes, token);
  return frame;
}

/** A whole control frame. */
export function controlFrame(control: ClientControl): Uint8Array<ArrayBuffer> {
  const json = writeClientControl(control);
  const frame = new Uint8Array(typeBytes + json.length);
  frame[0] = frameType.control;
  frame.set(json, typeBytes);
  return frame;
}
