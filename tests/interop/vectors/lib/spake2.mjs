// SPAKE2 on P-256 with SHA-256, HKDF and HMAC: RFC 9382, from its text.

import { p256 } from '@noble/curves/nist.js';
import { ascii, fromNumber, hex, join, same, toNumber, u64LittleEndian, unhex } from './bytes.mjs';
import { hkdf, hmac, sha256 } from './primitives.mjs';

const { Point } = p256;
const order = Point.Fn.ORDER;

// Section 4.
const M = Point.fromHex('02886e2f97ace46e55ba9dd7242579f2993b64e16ef3dcab95afd497333d8fa12f');
const N = Point.fromHex('03d8bbd6c639c62937b04d997f38c3770719c629d7014d49a24b4f98baa1292b49');

const pad = (bytes) => join(u64LittleEndian(bytes.length), bytes);

// An uncompressed point from a peer, or null.
export function readPoint(bytes) {
  if (bytes.length !== 65 || bytes[0] !== 4) {
    return null;
  }
  try {
    const point = Point.fromHex(hex(bytes));
    point.assertValidity();
    return point;
  } catch {
    return null;
  }
}

// docs/sealed-protocol.md section 3: 64 derived bytes, modulo the group order.
export async function passwordToScalar(password) {
  const wide = await hkdf(password, ascii('sharencrypt/1 password'), ascii('spake2 w'), 64);
  return fromNumber(toNumber(wide) % order, 32);
}

export class Spake2 {
  constructor(isA, idA, idB, w, scalar) {
    Object.assign(this, { isA, idA, idB, w, scalar });
    this.share = Point.BASE.multiply(toNumber(scalar)).add((isA ? M : N).multiply(toNumber(w))).toBytes(false);
  }

  // Null when the share of the other side is refused.
  async finish(otherShare, associated) {
    const other = readPoint(otherShare);
    if (other === null || same(otherShare, this.share)) {
      return null;
    }
    const unblinded = other.subtract((this.isA ? N : M).multiply(toNumber(this.w)));
    if (unblinded.is0()) {
      return null;
    }
    const K = unblinded.multiply(toNumber(this.scalar));
    const [pA, pB] = this.isA ? [this.share, otherShare] : [otherShare, this.share];
    const TT = join(...[this.idA, this.idB, pA, pB, K.toBytes(false), this.w].map(pad));
    const hash = await sha256(TT);
    const [Ke, Ka] = [hash.subarray(0, 16), hash.subarray(16)];
    const Kc = await hkdf(Ka, new Uint8Array(0), join(ascii('ConfirmationKeys'), associated), 32);
    return {
      K: K.toBytes(false),
      Ke,
      confirmA: await hmac(Kc.subarray(0, 16), TT),
      confirmB: await hmac(Kc.subarray(16), TT),
    };
  }
}

export const vectorsOfTheRfc = (vector) => ({
  a: new Spake2(true, ascii(vector.idA), ascii(vector.idB), unhex(vector.w), unhex(vector.x)),
  b: new Spake2(false, ascii(vector.idA), ascii(vector.idB), unhex(vector.w), unhex(vector.y)),
});
