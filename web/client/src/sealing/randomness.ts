/** Fills an array with random bytes. Tests replace it by known bytes. */
export type Randomness = (destination: Uint8Array<ArrayBuffer>) => void;

/** The platform's generator. */
export const systemRandomness: Randomness = (destination) => {
  crypto.getRandomValues(destination);
};

/** New random bytes. */
export function randomBytes(count: number, randomness: Randomness = systemRandomness): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(count);
  randomness(bytes);
  return bytes;
}
