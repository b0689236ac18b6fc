import { afterEach, describe, expect, test, vi } from "vitest";
import { asFiles, asZip } from "../../src/files/placements.js";
import { mostMemoryBytes, openMemory, type StagedBytes } from "../../src/files/staged-bytes.js";
import { type StagedJournal, StagedSink } from "../../src/files/staged-sink.js";
import { openStaged } from "../../src/files/staged-target.js";
import { offerAgain } from "../../src/transfer/held-items.js";
import { createManifest, type Manifest } from "../../src/transfer/manifest.js";
import type { TransferItem } from "../../src/transfer/transfer-item.js";
import type { TransferProgress, TransferSummary } from "../../src/transfer-progress.js";
import { ProgressFeed } from "../../src/transfers/progress-feed.js";
import { StreamSink } from "../../src/transfers/stream-sink.js";
import { TextSink } from "../../src/transfers/text-sink.js";
import { Collector, equal, random } from "../support/pair.js";

const chunkBytes = 16_384;
const file = (path: string, size: number, modified = 1): TransferItem => ({ path, kind: "file", size, modified, isExecutable: false });
const folder = (path: string): TransferItem => ({ path, kind: "folder", size: 0, modified: undefined, isExecutable: false });

function manifestOf(...items: TransferItem[]): Manifest {
  const { manifest } = createManifest(items, "unix");
  if (manifest === undefined) {
    throw new Error("The list is wrong.");
  }

  return manifest;
}

const journal = (): StagedJournal & { stored: number[] } => {
  const stored: number[] = [];
  return {
    stored,
    onStored: (count) => stored.push(count),
    onReplaced: (_manifest, _extents, count) => stored.push(count),
    onFailed: () => {},
  };
};

async function filesOf(sink: StagedSink): Promise<Map<string, Buffer>> {
  const { received = [] } = await sink.complete();
  const files = new Map<string, Buffer>();
  for (const { path, blob } of received) {
    files.set(path, Buffer.from(await blob.arrayBuffer()));
  }

  return files;
}

afterEach(() => {
  vi.useRealTimers();
});

describe("a staged sink", () => {
  test("yields each file, without those that failed", async () => {
    const manifest = manifestOf(file("a", 10_000), folder("empty"), file("b", 0), file("c", 20_000), file("d", 5));
    const content = random(manifest.totalBytes);
    const sink = new StagedSink(manifest, openMemory(), asFiles());
    await sink.write(content.subarray(0, 15_000));
    manifest.fail(3);
    sink.fail(3);
    sink.skipTo(30_000);
    await sink.write(content.subarray(30_000));
    const files = await filesOf(sink);
    expect([...files.keys()]).toEqual(["a", "b", "d"]);
    expect(equal(files.get("a"), content.subarray(0, 10_000))).toBe(true);
    expect(equal(files.get("d"), content.subarray(30_000))).toBe(true);
  });

  test("goes on with a list in which files have changed, wherever it stood, and mixes nothing", async () => {
    const items = [file("a", 30_000), file("b", 70_000), folder("e"), file("c", 100), file("d", 50_000)];
    const before = manifestOf(...items);
    for (let stored = 0; stored <= before.totalBytes; stored += 9_973) {
      for (const changed of [[], [0], [1], [4], [0, 1], [0, 4], [1, 3], [0, 1, 3, 4]]) {
        const moved = new Map(changed.map((place) => [place, file(items[place]?.path ?? "", 40_000 + place, 2)]));
        const again = manifestOf(...offerAgain(items, moved));
        const old = Object.fromEntries(items.map(({ path, size }) => [path, random(size)]));
        const now = Object.fromEntries(
          again.items.map(({ path, size, modified }) => [path, modified === 2 ? random(size) : (old[path] ?? random(0))]),
        );
        const sink = new StagedSink(before, openMemory(), asFiles());
        await sink.write(Buffer.concat(items.map(({ path }) => old[path] ?? random(0))).subarray(0, stored));

        const index = await sink.continueWith(again, chunkBytes);
        const stream = Buffer.concat(again.items.map(({ path }) => now[path] ?? random(0)));
        for (let at = index * chunkBytes; at < stream.length; at += chunkBytes) {
          await sink.write(stream.subarray(at, at + chunkBytes));
        }

        const files = await filesOf(sink);
        for (const { path, kind } of again.items) {
          expect(kind === "folder" || equal(files.get(path), now[path] ?? random(0)), `${path}, ${stored} stored, changed ${changed}`).toBe(
            true,
          );
        }
      }
    }
  });

  test("goes on twice, with other changes each time", async () => {
    const first = [file("a", 30_000), file("b", 30_000), file("c", 30_000)];
    const content = Object.fromEntries(["a", "b", "c", "b2", "a2"].map((name) => [name, random(30_000)]));
    const streamOf = (...names: string[]) => Buffer.concat(names.map((name) => content[name] ?? random(0)));
    const sink = new StagedSink(manifestOf(...first), openMemory(), asFiles());
    await sink.write(streamOf("a", "b", "c").subarray(0, 70_000));
    const second = offerAgain(first, new Map([[1, file("b", 30_000, 2)]]));
    const from = await sink.continueWith(manifestOf(...second), chunkBytes);
    await sink.write(streamOf("a", "c", "b2").subarray(from * chunkBytes, 80_000));
    const third = manifestOf(...offerAgain(second, new Map([[0, file("a", 30_000, 2)]])));
    const index = await sink.continueWith(third, chunkBytes);
    await sink.write(streamOf("c", "b2", "a2").subarray(index * chunkBytes));
    const files = await filesOf(sink);
    expect(equal(files.get("a"), streamOf("a2")) && equal(files.get("b"), streamOf("b2")) && equal(files.get("c"), streamOf("c"))).toBe(
      true,
    );
  });

  test("tells its journal only what is flushed", async () => {
    vi.useFakeTimers();
    const flushed: number[] = [];
    const memory = openMemory();
    const bytes: StagedBytes = {
      isDurable: true,
      get length() {
        return memory.length;
      },
      write: (offset, part) => memory.write(offset, part),
      flush: async () => void flushed.push(memory.length),
      finish: () => memory.finish(),
      close: () => memory.close(),
      remove: () => memory.remove(),
    };
    const told = journal();
    const sink = new StagedSink(manifestOf(file("a", 100_000)), bytes, asFiles(), told);
    await sink.write(random(10_000));
    expect(told.stored).toEqual([]);
    vi.advanceTimersByTime(1000);
    await sink.write(random(10_000));
    await sink.write(random(10_000));
    expect([told.stored, flushed]).toEqual([[20_000], [20_000]]);
  });

  test("makes one ZIP of many files", async () => {
    const manifest = manifestOf(file("tree/a", 1000), folder("tree/empty"), file("tree/b", 0));
    const collect = async (content: ReadableStream<Uint8Array>) => new Blob([await new Response(content).arrayBuffer()]);
    const sink = new StagedSink(manifest, openMemory(), asZip(collect));
    await sink.write(random(1000));
    const { received, saved } = await sink.complete();
    expect(saved).toEqual(["tree"]);
    expect(received?.[0]?.path).toBe("tree.zip");
    const zip = Buffer.from((await received?.[0]?.blob.arrayBuffer()) ?? new ArrayBuffer());
    expect(zip.subarray(0, 2).toString()).toBe("PK");
    for (const name of ["tree/a", "tree/b", "tree/empty/"]) {
      expect(zip.includes(name)).toBe(true);
    }
  });
});

describe("memory instead of a disk", () => {
  test("refuses what is too much before anything is sent", async () => {
    await expect(openStaged({ kind: "download", as: "files" }, "name", mostMemoryBytes + 1, false)).rejects.toMatchObject({
      code: "diskFull",
    });
  });

  test("refuses what becomes too much", async () => {
    await expect(openMemory().write(mostMemoryBytes, Uint8Array.of(1))).rejects.toMatchObject({ code: "diskFull" });
  });

  test("takes what was written before for nothing when it is written again", async () => {
    const bytes = openMemory();
    await bytes.write(0, Uint8Array.of(1, 2, 3, 4, 5));
    await bytes.write(2, Uint8Array.of(9));
    await bytes.write(5, Uint8Array.of(7));
    expect([...new Uint8Array(await (await bytes.finish()).arrayBuffer())]).toEqual([1, 2, 9, 0, 0, 7]);
  });
});

describe("a stream that takes what arrives", () => {
  test("gets the bytes and its end", async () => {
    const output = new Collector();
    const sink = new StreamSink(output.stream, undefined);
    await sink.write(Uint8Array.of(1, 2));
    await sink.complete();
    await sink.close();
    expect([...output.bytes]).toEqual([1, 2]);
  });

  test("that breaks is told", async () => {
    const sink = new StreamSink(new WritableStream({ write: () => Promise.reject(new Error("full")) }), undefined);
    await expect(sink.write(Uint8Array.of(1))).rejects.toMatchObject({ code: "targetUnwritable" });
  });

  test("that takes nothing more holds nobody up", async () => {
    const sink = new StreamSink(new WritableStream({ write: () => new Promise(() => {}) }), undefined);
    sink.write(Uint8Array.of(1)).catch(() => {});
    await sink.close();
  });

  test("cannot go on with a file that changed", async () => {
    const sink = new StreamSink(new Collector().stream, manifestOf(file("a", 10)));
    await expect(sink.continueWith(manifestOf(file("a", 11)))).rejects.toMatchObject({ code: "sourceChanged" });
    expect(await sink.continueWith(manifestOf(file("a", 10)))).toBeUndefined();
    expect(() => sink.fail()).toThrow(expect.objectContaining({ code: "sourceChanged" }));
  });
});

describe("a text", () => {
  test("may be cut anywhere", async () => {
    const sink = new TextSink();
    for (const byte of new TextEncoder().encode("\uFEFFGrüße, 世界 🙂")) {
      await sink.write(Uint8Array.of(byte));
    }

    expect((await sink.complete()).text).toBe("\uFEFFGrüße, 世界 🙂");
  });

  test("that is none is told", async () => {
    const sink = new TextSink();
    expect(() => sink.write(Uint8Array.of(0xff))).toThrow(expect.objectContaining({ code: "peerBroken" }));
    const cut = new TextSink();
    await cut.write(Uint8Array.of(0xe4));
    expect(() => cut.complete()).toThrow(expect.objectContaining({ code: "peerBroken" }));
  });
});

describe("progress", () => {
  const summary: TransferSummary = { bytes: 0, files: 0, elapsedMilliseconds: 0, failed: [], saved: [] };

  async function steps(run: (feed: ProgressFeed) => Promise<TransferSummary>): Promise<{ steps: TransferProgress[]; error: unknown }> {
    const feed = new ProgressFeed(run);
    const steps: TransferProgress[] = [];
    for await (const step of feed) {
      steps.push(step);
    }

    return { steps, error: await feed.summary.then(() => undefined).catch((error: unknown) => error) };
  }

  test("tells the newest step and always the last one", async () => {
    const { steps: told } = await steps(async (feed) => {
      feed.describe(manifestOf(file("a", 10), file("b", 20)), 30);
      for (let written = 0; written <= 30; written++) {
        feed.report(written);
      }

      return summary;
    });
    expect(told.at(-1)).toEqual({
      confirmedBytes: 30,
      totalBytes: 30,
      confirmedItems: 2,
      totalItems: 2,
      currentItem: undefined,
      currentBytes: 0,
    });
    expect(told.length).toBeLessThan(4);
  });

  test("knows which file is under way", async () => {
    const { steps: told } = await steps(async (feed) => {
      feed.describe(manifestOf(file("a", 10), folder("f"), file("b", 20)), 30);
      feed.report(15);
      return summary;
    });
    expect(told).toEqual([{ confirmedBytes: 15, totalBytes: 30, confirmedItems: 1, totalItems: 2, currentItem: 2, currentBytes: 5 }]);
  });

  test("ends with a transfer that fails, whether or not somebody looks", async () => {
    const { error } = await steps(() => Promise.reject(new Error("it failed")));
    expect(error).toEqual(new Error("it failed"));
    await expect(new ProgressFeed(() => Promise.reject(new Error("unseen"))).summary).rejects.toThrow("unseen");
  });
});
