import { asciiBytes, joinBytes } from "./bytes.js";
import type { HandshakeError } from "./handshake-error.js";
import { encapsulationKeyBytes, kemCiphertextBytes } from "./key-encapsulation.js";
import { payloadKind } from "./payload-kind.js";
import { sealedVersion } from "./sealed-version.js";
import { confirmationBytes, type Spake2Parties, shareBytes } from "./spake2.js";

/** The second byte of a handshake payload (docs/sealed-protocol.md section 3). */
export const handshakeStep = {
  /** Guest to host: begin again. */
  again: 0,

  /** Host to guest: pA and an encapsulation key. */
  hostShare: 1,

  /** Guest to host: pB, a ciphertext and a confirmation. */
  guestShare: 2,

  /** Host to guest: a confirmation. */
  hostConfirmation: 3,
} as const;

/** Bytes of kind, step and version. */
export const stepPrefixBytes = 3;

/** Where the share of step 1 or 2 ends. */
export const shareEnd: number = stepPrefixBytes + shareBytes;

/** Bytes of step 2 without its confirmation. */
export const step2UnconfirmedBytes: number = shareEnd + kemCiphertextBytes;

const lengths = [
  stepPrefixBytes,
  shareEnd + encapsulationKeyBytes,
  step2UnconfirmedBytes + confirmationBytes,
  stepPrefixBytes + confirmationBytes,
];

/** The parties of SPAKE2 as one side sees them. */
export function partiesOf(isA: boolean): Spake2Parties {
  return { isA, idA: asciiBytes("host"), idB: asciiBytes("guest") };
}

/** A payload of kind handshake. */
export function composeStep(step: number, ...parts: readonly Uint8Array[]): Uint8Array {
  return joinBytes(Uint8Array.of(payloadKind.handshake, step, sealedVersion), ...parts);
}

/** Checks kind, version, step and exact length of a payload; undefined when all is well. */
export function checkStep(payload: Uint8Array, step: number): HandshakeError | undefined {
  if (payload.length < stepPrefixBytes || payload[0] !== payloadKind.handshake) {
    return "malformed";
  }

  if (payload[2] !== sealedVersion) {
    return "version";
  }

  return payload[1] === step && payload.length === lengths[step] ? undefined : "malformed";
}
