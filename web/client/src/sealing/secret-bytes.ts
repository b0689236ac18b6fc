/**
 * Overwrites secret bytes with zeros. JavaScript promises no more than that: the engine may have copied them, and numbers
 * made of them cannot be wiped.
 */
export function wipe(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) {
    secret.fill(0);
  }
}

/** Compares without telling by its time where the first difference is. Lengths are no secret. */
export function isSameSecret(left: Uint8Array, right: Uint8Array): boolean {
  if (left.length !== right.length) {
    return false;
  }

  let difference = 0;
  for (let i = 0; i < left.length; i++) {
    difference |= (left[i] ?? 0) ^ (right[i] ?? 0);
  }

  return difference === 0;
}
