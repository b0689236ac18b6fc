import type { FrameError } from "./frame-error.js";
import { frameType } from "./frame-type.js";
import {
  dataHeaderBytes,
  maxControlFrameBytes,
  maxFrameBytes,
  minControlFrameBytes,
  minDataFrameBytes,
  pingFrameBytes,
  typeBytes,
} from "./relay-limits.js";
import { readSlotSet, slotsOf } from "./slot-set.js";

/** A frame from a relay. `json` and `payload` are views of the frame. */
export type RelayFrame =
  | { readonly type: "control"; readonly json: Uint8Array }
  /** `slot`: who sent it. */
  | { readonly type: "data"; readonly slot: number; readonly payload: Uint8Array }
  | { readonly type: "ping"; readonly token: bigint }
  | { readonly type: "pong"; readonly token: bigint }
  /** No frame of this protocol: close with 1002. */
  | { readonly type: "malformed"; readonly error: FrameError };

/** Reads a whole frame that a relay sent. Copies nothing and never throws. */
export function readFromRelay(frame: Uint8Array): RelayFrame {
  const first = frame[0];
  switch (first) {
    case undefined:
      return malformed("empty");
    case frameType.control:
      return isWithin(frame, minControlFrameBytes, maxControlFrameBytes)
        ? { type: "control", json: frame.subarray(typeBytes) }
        : malformed("wrongSize");
    case frameType.data:
      return isWithin(frame, minDataFrameBytes, maxFrameBytes) ? readData(frame) : malformed("wrongSize");
    case frameType.ping:
    case frameType.pong:
      return isWithin(frame, pingFrameBytes, pingFrameBytes)
        ? { type: first === frameType.ping ? "ping" : "pong", token: readToken(frame) }
        : malformed("wrongSize");
    default:
      return malformed("unknownType");
  }
}

function readData(frame: Uint8Array): RelayFrame {
  const [slot, another] = slotsOf(readSlotSet(frame, typeBytes));
  return slot === undefined || another !== undefined
    ? malformed("notOneSender")
    : { type: "data", slot, payload: frame.subarray(dataHeaderBytes) };
}

function readToken(frame: Uint8Array): bigint {
  return new DataView(frame.buffer, frame.byteOffset, frame.byteLength).getBigUint64(typeBytes);
}

function isWithin(frame: Uint8Array, min: number, max: number): boolean {
  return frame.length >= min && frame.length <= max;
}

function malformed(error: FrameError): RelayFrame {
  return { type: "malformed", error };
}
