import { asciiBytes, joinBytes, viewOf } from "./bytes.js";
import { sha256 } from "./hashing.js";

/** Where a handshake takes place: bound into its confirmations and keys. */
export interface HandshakeContext {
  /** Name of the room. */
  readonly room: string;

  /** Slot of the host, 0 to 63. */
  readonly hostSlot: number;

  /** Slot of the guest, 0 to 63. */
  readonly guestSlot: number;
}

/** The associated data of the confirmations, 32 bytes: binds the KEM key and ciphertext, the room and the slots. */
export function confirmationData(context: HandshakeContext, step1: Uint8Array, step2WithoutConfirmation: Uint8Array): Uint8Array {
  return sha256(join("sharencrypt/1 confirmation", context, step1, step2WithoutConfirmation));
}

/** The transcript that salts the session secret (docs/sealed-protocol.md section 4). */
export function transcriptOf(context: HandshakeContext, step1: Uint8Array, step2: Uint8Array, step3: Uint8Array): Uint8Array {
  return join("sharencrypt/1 transcript", context, step1, step2, step3);
}

function join(label: string, { room, hostSlot, guestSlot }: HandshakeContext, ...steps: readonly Uint8Array[]): Uint8Array {
  const parts = [asciiBytes(label), asciiBytes(room), Uint8Array.of(hostSlot), Uint8Array.of(guestSlot), ...steps];
  return joinBytes(...parts.flatMap((part) => [lengthOf(part), part]));
}

function lengthOf(part: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, part.length);
  return bytes;
}
