import { describe, expect, test } from "vitest";
import { createManifest, type Manifest } from "../../src/transfer/manifest.js";
import { FilesSource } from "../../src/transfers/files-source.js";
import type { TransferSource } from "../../src/transfers/transfer-source.js";
import { equal, random, streamOf } from "../support/pair.js";

const never = new AbortController().signal;

// What was read before lies in the socket, or still waits for it.
const unsent = new Promise<never>(() => {});

const chunkBytes = 16_384;

function manifestOf(sizes: Record<string, number>): Manifest {
  const items = Object.entries(sizes).map(([path, size]) => ({
    path,
    kind: "file" as const,
    size,
    modified: undefined,
    isExecutable: false,
  }));
  const { manifest } = createManifest(items, "unix");
  if (manifest === undefined) {
    throw new Error("The list is wrong.");
  }

  return manifest;
}

async function readAll(source: TransferSource, manifest: Manifest): Promise<{ bytes: Buffer; failed: { item: number; reason: string }[] }> {
  const parts: Uint8Array[] = [];
  const failed: { item: number; reason: string }[] = [];
  for (let position = 0, index = 0; position < manifest.totalBytes; ) {
    const length = Math.min(chunkBytes, manifest.totalBytes - position);
    const read = await source.read(index, position, length, never, unsent);
    failed.push(...read.failed);
    if (read.failed.length === 0) {
      parts.push(read.bytes.slice());
      position += length;
      index++;
    }
  }

  return { bytes: Buffer.concat(parts), failed };
}

/** A file that can no longer be read, in the way that a browser says it. */
function broken(size: number, name: string): Blob {
  const blob = new Blob([new Uint8Array(size)]);
  const slice = () => ({ arrayBuffer: () => Promise.reject(new DOMException("It is not what it was.", name)) }) as unknown as Blob;
  return Object.defineProperty(blob, "slice", { value: slice });
}

/** A large file that breaks when it is read. */
function breaking(size: number, name: string): Blob {
  const error = new DOMException("It is not what it was.", name);
  const stream = () => new ReadableStream<Uint8Array>({ pull: (controller) => controller.error(error) }, { highWaterMark: 0 });
  const blob = new Blob([new Uint8Array(size)]);
  return Object.defineProperty(blob, "slice", { value: () => ({ stream }) as unknown as Blob });
}

/** A file whose stream brings its bytes in pieces of its own. */
function inPieces(content: Uint8Array<ArrayBuffer>, pieceBytes: number): Blob {
  const blob = new Blob([content]);
  const slice = (from: number, to: number) => ({ stream: () => streamOf(content.subarray(from, to), pieceBytes) }) as unknown as Blob;
  return Object.defineProperty(blob, "slice", { value: slice });
}

/** A file that is shorter than it says. */
function shorter(size: number, there: number): Blob {
  const content = new Blob([new Uint8Array(there).fill(9)]);
  const blob = new Blob([new Uint8Array(size)]);
  return Object.defineProperty(blob, "slice", { value: (from: number, to: number) => content.slice(from, to) });
}

describe("files", () => {
  test("are read one behind the other, also over pieces, and from anywhere", async () => {
    const sizes = { a: 5_000_000, b: 0, c: 1, d: 4 * 1024 * 1024, e: 100_000 };
    const manifest = manifestOf(sizes);
    const parts = Object.values(sizes).map((size) => random(size));
    const source: TransferSource = new FilesSource(
      manifest,
      parts.map((part, number) => ({ path: String(number), file: new Blob([part]) })),
      chunkBytes,
    );
    const whole = Buffer.concat(parts);
    const { bytes, failed } = await readAll(source, manifest);
    expect(failed).toEqual([]);
    expect(equal(bytes, whole)).toBe(true);
    for (const position of [9_000_000, 0, 5_000_000, 4_999_999]) {
      const read = await source.read(0, position, chunkBytes, never, unsent);
      expect(equal(read.bytes, whole.subarray(position, position + chunkBytes))).toBe(true);
    }

    expect([source.positionOf(2), source.positionOf(100_000)]).toEqual([2 * chunkBytes, manifest.totalBytes]);
  });

  test("come whole in whatever pieces the browser brings them", async () => {
    const content = random(3_000_000);
    const manifest = manifestOf({ a: content.length });
    const source: TransferSource = new FilesSource(manifest, [{ path: "a", file: inPieces(content, 50_001) }], chunkBytes);
    expect(equal((await readAll(source, manifest)).bytes, content)).toBe(true);
    const again = await source.read(0, 1_000_000, chunkBytes, never, unsent);
    expect(equal(again.bytes, content.subarray(1_000_000, 1_000_000 + chunkBytes))).toBe(true);
  });

  test("small ones are read ahead, a bounded number of them, and each once", async () => {
    const sizes = Object.fromEntries(Array.from({ length: 200 }, (_, number) => [`${String(number).padStart(3, "0")}`, 1000]));
    const manifest = manifestOf(sizes);
    let begun = 0;
    const content = new Uint8Array(1000);
    const files = Object.keys(sizes).map((path) => {
      const slice = () => {
        begun++;
        return new Blob([content]);
      };
      return { path, file: Object.defineProperty(new Blob([content]), "slice", { value: slice }) };
    });
    const source: TransferSource = new FilesSource(manifest, files, chunkBytes);
    await source.read(0, 0, 1000, never, unsent);
    expect(begun).toBeGreaterThan(1);
    expect(begun).toBeLessThan(50);
    expect((await readAll(source, manifest)).bytes.length).toBe(manifest.totalBytes);
    expect(begun).toBe(200);
  });

  test.each([
    [broken(50_000, "NotReadableError"), "unreadable"],
    [broken(50_000, "NotFoundError"), "missing"],
    [shorter(50_000, 30_000), "changed"],
    [shorter(50_000, 0), "changed"],
    [breaking(3_000_000, "NotReadableError"), "unreadable"],
    [breaking(3_000_000, "NotFoundError"), "missing"],
    [shorter(3_000_000, 2_000_000), "changed"],
    [shorter(3_000_000, 0), "changed"],
  ])("one that is not what it was is told and left out: %#", async (file, reason) => {
    const manifest = manifestOf({ a: 40_000, b: file.size, c: 40_000 });
    const [a, c] = [random(40_000), random(40_000)];
    const source: TransferSource = new FilesSource(
      manifest,
      [
        { path: "a", file: new Blob([a]) },
        { path: "b", file },
        { path: "c", file: new Blob([c]) },
      ],
      chunkBytes,
    );
    const { bytes, failed } = await readAll(source, manifest);
    expect(failed).toEqual([{ item: 1, reason }]);
    expect([...manifest.failed]).toEqual([1]);
    expect(equal(bytes.subarray(0, 40_000), a)).toBe(true);
    expect(equal(bytes.subarray(40_000 + file.size), c)).toBe(true);
  });
});
