import { createHash, randomBytes } from "node:crypto";
import { closeSync, openSync, readSync, statSync, writeSync } from "node:fs";

const piece = 64 * 1024 * 1024;

/** Writes a random file and returns its hash as the harness computes it: those of its pieces of 64 MiB, one behind the other. */
export function writeRandom(file, bytes) {
  const handle = openSync(file, "w");
  let hashes = "";
  for (let left = bytes; left > 0; left -= piece) {
    const content = randomBytes(Math.min(left, piece));
    writeSync(handle, content);
    hashes += createHash("sha256").update(content).digest("hex");
  }

  closeSync(handle);
  return hashes;
}

/** The same hash of a file that is there. */
export function hashOf(file) {
  const { size } = statSync(file);
  const handle = openSync(file, "r");
  let hashes = "";
  for (let offset = 0; offset < size; offset += piece) {
    const content = Buffer.alloc(Math.min(piece, size - offset));
    readSync(handle, content, 0, content.length, offset);
    hashes += createHash("sha256").update(content).digest("hex");
  }

  closeSync(handle);
  return hashes;
}
