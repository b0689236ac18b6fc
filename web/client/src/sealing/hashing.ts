import { expand, extract } from "@noble/hashes/hkdf.js";
import { hmac } from "@noble/hashes/hmac.js";
import { sha256 as nobleSha256 } from "@noble/hashes/sha2.js";

/** SHA-256. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

/** HMAC with SHA-256 (RFC 2104). */
export function hmacSha256(key: Uint8Array, bytes: Uint8Array): Uint8Array {
  return hmac(nobleSha256, key, bytes);
}

/** HKDF-Extract with SHA-256 (RFC 5869 section 2.2). */
export function hkdfExtract(salt: Uint8Array, ikm: Uint8Array): Uint8Array {
  return extract(nobleSha256, ikm, salt);
}

/** HKDF-Expand with SHA-256 (RFC 5869 section 2.3). `length` is in bytes. */
export function hkdfExpand(secret: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return expand(nobleSha256, secret, info, length);
}

/** HKDF with SHA-256 (RFC 5869). `length` is in bytes. */
export function hkdf(ikm: Uint8Array, salt: Uint8Array, info: Uint8Array, length: number): Uint8Array {
  return hkdfExpand(hkdfExtract(salt, ikm), info, length);
}
