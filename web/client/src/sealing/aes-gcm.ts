import { unshared } from "./bytes.js";

/** Bytes of the tag after a ciphertext. */
export const tagBytes = 16;

/** Bytes of a nonce. */
export const nonceBytes = 12;

/** Imports a key of 32 bytes for AES-256-GCM; the caller may wipe the bytes afterwards. */
export function importAesKey(key: Uint8Array): Promise<CryptoKey> {
  return crypto.subtle.importKey("raw", unshared(key), "AES-GCM", false, ["encrypt", "decrypt"]);
}

/** Seals: the ciphertext with its tag. */
export async function sealAes(
  key: CryptoKey,
  nonce: Uint8Array,
  associated: Uint8Array,
  plaintext: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.encrypt(parametersOf(nonce, associated), key, unshared(plaintext)));
}

/** Opens a ciphertext with its tag; undefined when it is not authentic. */
export async function openAes(
  key: CryptoKey,
  nonce: Uint8Array,
  associated: Uint8Array,
  sealed: Uint8Array,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parametersOf(nonce, associated), key, unshared(sealed)));
  } catch (error) {
    if (error instanceof Error && error.name === "OperationError") {
      return undefined;
    }

    throw error;
  }
}

function parametersOf(nonce: Uint8Array, associated: Uint8Array): AesGcmParams {
  return { name: "AES-GCM", iv: unshared(nonce), additionalData: unshared(associated), tagLength: tagBytes * 8 };
}
