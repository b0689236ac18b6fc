import { p256 } from "@noble/curves/nist.js";
import { asciiBytes, joinBytes, toHex, viewOf } from "./bytes.js";
import { hkdf, hmacSha256, sha256 } from "./hashing.js";
import { type Randomness, randomBytes } from "./randomness.js";
import { isSameSecret, wipe } from "./secret-bytes.js";

const { Point } = p256;
type CurvePoint = InstanceType<typeof Point>;

/** Bytes of a share (an uncompressed point). */
export const shareBytes = 65;

/** Bytes of a confirmation. */
export const confirmationBytes = 32;

const scalarBytes = 32;
const halfBytes = 16;
const wideBytes = 64;
const uncompressed = 0x04;

// RFC 9382 section 4, SPAKE2-P256: fixed points of which nobody knows the discrete logarithm. No peer can choose them.
const pointM = Point.fromHex("02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f");
const pointN = Point.fromHex("03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49");

/** What a run of SPAKE2 yields (RFC 9382 section 3.4). */
export interface Spake2Keys {
  /** Ke, 16 bytes. */
  readonly sharedKey: Uint8Array;

  /** What party A sends to prove the password, 32 bytes. */
  readonly confirmationA: Uint8Array;

  /** What party B sends to prove the password, 32 bytes. */
  readonly confirmationB: Uint8Array;
}

/** Which party one is, and how both are named; a name may be empty. Party A is the host, B the guest. */
export interface Spake2Parties {
  readonly isA: boolean;
  readonly idA: Uint8Array;
  readonly idB: Uint8Array;
}

/** The scalar w of docs/sealed-protocol.md section 3, 32 bytes: 64 derived bytes modulo the group order. */
export function passwordToScalar(password: Uint8Array): Uint8Array {
  const wide = hkdf(password, asciiBytes("sharencrypt/1 password"), asciiBytes("spake2 w"), wideBytes);
  const w = Point.Fn.toBytes(Point.Fn.create(toNumber(wide)));
  wipe(wide);
  return w;
}

/** SPAKE2 on P-256 with SHA-256, HKDF and HMAC, exactly as RFC 9382. One object is one run of one party. Points are uncompressed. */
export class Spake2 {
  /** This party's share: pA or pB. */
  readonly share: Uint8Array;
  readonly #parties: Spake2Parties;
  readonly #w: Uint8Array;
  readonly #scalar: bigint;

  /**
   * Begins a run: draws the private scalar and makes the share.
   * @param w The password's scalar, 32 bytes, 1 to the group order minus 1; not copied.
   * @param randomness Where the private scalar comes from.
   */
  constructor(parties: Spake2Parties, w: Uint8Array, randomness: Randomness) {
    this.#parties = parties;
    this.#w = w;
    this.#scalar = drawScalar(randomness);
    const blind = (parties.isA ? pointM : pointN).multiply(toNumber(w));
    this.share = Point.BASE.multiply(this.#scalar).add(blind).toBytes(false);
  }

  /**
   * Takes the other party's share.
   * @param otherShare 65 bytes from the peer, not trusted.
   * @param associatedData What the confirmations bind besides (RFC 9382 section 3.4).
   * @returns Undefined when the share is malformed, off the curve, the identity, this party's own, or leads to the identity.
   */
  finish(otherShare: Uint8Array, associatedData: Uint8Array): Spake2Keys | undefined {
    const other = isSameSecret(otherShare, this.share) ? undefined : readPoint(otherShare);
    const unblinded = other?.subtract((this.#parties.isA ? pointN : pointM).multiply(toNumber(this.#w)));
    if (unblinded === undefined || unblinded.is0()) {
      return undefined;
    }

    const shared = unblinded.multiply(this.#scalar).toBytes(false);
    const transcript = this.#transcript(otherShare, shared);
    const keys = derive(transcript, associatedData);
    wipe(transcript, shared);
    return keys;
  }

  // RFC 9382 section 3.3: every part is preceded by its length as 8 bytes, little-endian.
  #transcript(otherShare: Uint8Array, shared: Uint8Array): Uint8Array {
    const { isA, idA, idB } = this.#parties;
    const [shareA, shareB] = isA ? [this.share, otherShare] : [otherShare, this.share];
    return joinBytes(...[idA, idB, shareA, shareB, shared, this.#w].flatMap((part) => [lengthOf(part), part]));
  }
}

function lengthOf(part: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8);
  viewOf(bytes).setBigUint64(0, BigInt(part.length), true);
  return bytes;
}

function derive(transcript: Uint8Array, associatedData: Uint8Array): Spake2Keys {
  const hash = sha256(transcript);
  const info = joinBytes(asciiBytes("ConfirmationKeys"), associatedData);
  const confirmationKeys = hkdf(hash.subarray(halfBytes), new Uint8Array(), info, 2 * halfBytes);
  const keys = {
    sharedKey: hash.slice(0, halfBytes),
    confirmationA: hmacSha256(confirmationKeys.subarray(0, halfBytes), transcript),
    confirmationB: hmacSha256(confirmationKeys.subarray(halfBytes), transcript),
  };
  wipe(hash, confirmationKeys);
  return keys;
}

function readPoint(share: Uint8Array): CurvePoint | undefined {
  if (share.length !== shareBytes || share[0] !== uncompressed) {
    return undefined;
  }

  try {
    const point = Point.fromHex(toHex(share));
    point.assertValidity();
    return point;
  } catch {
    return undefined; // Coordinates outside the field or off the curve.
  }
}

function drawScalar(randomness: Randomness): bigint {
  for (;;) {
    const value = toNumber(randomBytes(scalarBytes, randomness));
    if (value > 0n && value < Point.Fn.ORDER) {
      return value;
    }
  }
}

function toNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${toHex(bytes)}`);
}
