import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import { type Randomness, randomBytes } from "./randomness.js";

/** Bytes of an encapsulation key of ML-KEM-768. */
export const encapsulationKeyBytes = 1184;

/** Bytes of a ciphertext of ML-KEM-768. */
export const kemCiphertextBytes = 1088;

const seedBytes = 64;
const messageBytes = 32;
const polynomialsBytes = 1152;
const modulus = 3329;

/** A ciphertext for the owner of a key, and the shared secret of 32 bytes in it. */
export interface Encapsulated {
  readonly ciphertext: Uint8Array;
  readonly secret: Uint8Array;
}

/** A key pair of ML-KEM-768 (FIPS 203): the part of the handshake that stays closed to a future quantum computer. */
export class KeyEncapsulation {
  readonly encapsulationKey: Uint8Array;
  readonly #secretKey: Uint8Array;

  /** Makes a key pair from 64 random bytes (d ‖ z of FIPS 203). */
  constructor(randomness: Randomness) {
    const pair = ml_kem768.keygen(randomBytes(seedBytes, randomness));
    this.encapsulationKey = pair.publicKey;
    this.#secretKey = pair.secretKey;
  }

  /** Opens a ciphertext of 1,088 bytes. A wrong one yields a secret that nobody else has (implicit rejection). */
  open(ciphertext: Uint8Array): Uint8Array {
    return ml_kem768.decapsulate(ciphertext, this.#secretKey);
  }
}

/** Makes a secret for the owner of a key that is not trusted; undefined when the key is malformed. */
export function encapsulate(key: Uint8Array, randomness: Randomness): Encapsulated | undefined {
  if (key.length !== encapsulationKeyBytes || !passesModulusCheck(key)) {
    return undefined;
  }

  const { cipherText, sharedSecret } = ml_kem768.encapsulate(key, randomBytes(messageBytes, randomness));
  return { ciphertext: cipherText, secret: sharedSecret };
}

// FIPS 203 section 7.2: every 12-bit coefficient of the encoded polynomials is below q.
function passesModulusCheck(key: Uint8Array): boolean {
  for (let i = 0; i < polynomialsBytes; i += 3) {
    const [first = 0, second = 0, third = 0] = key.subarray(i, i + 3);
    if ((first | ((second & 0x0f) << 8)) >= modulus || ((second >> 4) | (third << 4)) >= modulus) {
      return false;
    }
  }

  return true;
}
