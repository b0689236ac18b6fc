// SHA-256, HMAC, HKDF and AES-256-GCM from WebCrypto, as a browser has them.

import { webcrypto } from 'node:crypto';
import { join, u8 } from './bytes.mjs';

const { subtle } = webcrypto;

export const sha256 = async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes));

export async function hmac(key, bytes) {
  const imported = await subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await subtle.sign('HMAC', imported, bytes));
}

export async function hkdf(ikm, salt, info, length) {
  const imported = await subtle.importKey('raw', ikm, 'HKDF', false, ['deriveBits']);
  return new Uint8Array(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt, info }, imported, length * 8));
}

export const hkdfExtract = (salt, ikm) => hmac(salt, ikm);

// RFC 5869 section 2.3; WebCrypto has it only together with the extraction.
export async function hkdfExpand(secret, info, length) {
  let block = new Uint8Array(0);
  let output = new Uint8Array(0);
  for (let count = 1; output.length < length; count++) {
    block = await hmac(secret, join(block, info, u8(count)));
    output = join(output, block);
  }
  return output.subarray(0, length);
}

const aes = (key, use) => subtle.importKey('raw', key, 'AES-GCM', false, [use]);

const parameters = (nonce, associated) => ({ name: 'AES-GCM', iv: nonce, additionalData: associated, tagLength: 128 });

export async function seal(key, nonce, associated, plaintext) {
  return new Uint8Array(await subtle.encrypt(parameters(nonce, associated), await aes(key, 'encrypt'), plaintext));
}

// Null when it is not authentic.
export async function open(key, nonce, associated, ciphertext) {
  try {
    return new Uint8Array(await subtle.decrypt(parameters(nonce, associated), await aes(key, 'decrypt'), ciphertext));
  } catch (error) {
    if (error.name === 'OperationError') {
      return null;
    }
    throw error;
  }
}
