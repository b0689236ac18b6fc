import { describe, expect, it } from "vitest";
import { chunkOf, findHeld, isCovered, offerAgain } from "../../src/transfer/held-items.js";
import { createManifest, type Manifest } from "../../src/transfer/manifest.js";
import type { ItemKind, TransferItem } from "../../src/transfer/transfer-item.js";
import { memberNames, readVectors } from "./vectors.js";

interface WireItem {
  readonly path: string;
  readonly kind: ItemKind;
  readonly size: number;
  readonly modified?: number | null;
  readonly executable?: boolean;
}

interface Held {
  readonly name: string;
  readonly before: readonly WireItem[];
  readonly stored: number;
  readonly failed: readonly number[];
  readonly again: readonly WireItem[];
  readonly isCovered: boolean;
  readonly held: number;
  readonly index: number;
  readonly failedAgain: readonly number[];
}

interface Offer {
  readonly name: string;
  readonly items: readonly WireItem[];
  readonly changed: Readonly<Record<string, WireItem>>;
  readonly again: readonly WireItem[];
}

const chunkBytes = 262_144;
const file = readVectors<{ held: readonly Held[]; offers: readonly Offer[] }>("resume.json");

const itemOf = ({ path, kind, size, modified, executable }: WireItem): TransferItem => ({
  path,
  kind,
  size,
  modified: modified ?? undefined,
  isExecutable: executable ?? false,
});

function manifestOf(items: readonly WireItem[]): Manifest {
  const { manifest } = createManifest(items.map(itemOf), "unix");
  if (manifest === undefined) {
    throw new Error("The vector's list is refused.");
  }

  return manifest;
}

describe("going on", () => {
  it("has vectors", () => expect(Math.min(file.held.length, file.offers.length)).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames([file])).toEqual(["description", "held", "offers"]);
    expect(memberNames(file.held)).toEqual(["again", "before", "failed", "failedAgain", "held", "index", "isCovered", "name", "stored"]);
    expect(memberNames(file.offers)).toEqual(["again", "changed", "items", "name"]);
    expect(memberNames(file.held.flatMap(({ before, again }) => [...before, ...again]))).toEqual([
      "executable",
      "kind",
      "modified",
      "path",
      "size",
    ]);
  });

  it.each(file.held)("$name", (vector) => {
    const [before, again] = [manifestOf(vector.before), manifestOf(vector.again)];
    expect(vector.failed.every((item) => before.fail(item))).toBe(true);
    expect(isCovered(before, again)).toBe(vector.isCovered);
    const held = findHeld(before, vector.stored, again);
    expect(held).toBe(vector.held);
    expect(chunkOf(held, again.totalBytes, chunkBytes)).toBe(vector.index);
    expect([...again.failed]).toEqual(vector.failedAgain);
  });

  it.each(file.offers)("$name", (vector) => {
    const changed = new Map(Object.entries(vector.changed).map(([place, item]) => [Number(place), itemOf(item)]));
    expect(offerAgain(vector.items.map(itemOf), changed)).toEqual(vector.again.map(itemOf));
  });
});
