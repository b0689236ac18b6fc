import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { temporaryFolder } from "./command-line.mjs";

export const hashOf = (content) => createHash("sha256").update(content).digest("hex");

/** A file of random bytes in a folder of its own. */
export function randomFile(t, name, bytes) {
  const file = path.join(temporaryFolder(t), name);
  const content = randomBytes(bytes);
  writeFileSync(file, content);
  return { path: file, name, hash: hashOf(content) };
}

/** A folder with many small files in some folders, and the hash of each by its path. */
export function writeTree(t, count) {
  const base = temporaryFolder(t);
  const hashes = new Map();
  for (let number = 1; number <= count; number++) {
    const name = `tree/part ${number % 7}/größe/file${number}.bin`;
    const content = randomBytes((number * 131) % 4000);
    mkdirSync(path.dirname(path.join(base, name)), { recursive: true });
    writeFileSync(path.join(base, name), content);
    hashes.set(name, hashOf(content));
  }

  return { folder: path.join(base, "tree"), hashes: sorted(hashes) };
}

export function hashOfFile(file) {
  return hashOf(readFileSync(file));
}

/** The hash of each file, not folder, of a ZIP by its name, out of its central directory; of stored files only, below 4 GiB. */
export function readZip(zip) {
  const hashes = new Map();
  const end = zip.lastIndexOf(Buffer.from("504b0506", "hex"));
  let offset = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    if (zip.readUInt16LE(offset + 10) !== 0) {
      throw new Error("A file of the ZIP is not stored.");
    }

    const size = zip.readUInt32LE(offset + 20);
    const nameLength = zip.readUInt16LE(offset + 28);
    const name = zip.toString("utf8", offset + 46, offset + 46 + nameLength);
    const local = zip.readUInt32LE(offset + 42);
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    if (!name.endsWith("/")) {
      hashes.set(name, hashOf(zip.subarray(begin, begin + size)));
    }

    offset += 46 + nameLength + zip.readUInt16LE(offset + 30) + zip.readUInt16LE(offset + 32);
  }

  return sorted(hashes);
}

export function sorted(hashes) {
  return Object.fromEntries([...hashes].sort(([one], [other]) => (one < other ? -1 : 1)));
}
