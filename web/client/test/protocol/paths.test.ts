import { describe, expect, it } from "vitest";
import { createManifest } from "../../src/transfer/manifest.js";
import { foldPath } from "../../src/transfer/path-folding.js";
import type { PathRules } from "../../src/transfer/path-rules.js";
import { componentsOf, safeRelativePathOf } from "../../src/transfer/safe-relative-path.js";
import type { ItemKind } from "../../src/transfer/transfer-item.js";
import { memberNames, readVectors, textOf } from "./vectors.js";

type Outcomes = Readonly<Record<PathRules, string>>;

const file = readVectors<{
  paths: readonly (Outcomes & { name: string; path?: string; utf16?: string })[];
  lists: readonly (Outcomes & { name: string; items: readonly { path: string; kind: ItemKind }[] })[];
}>("paths.json");

const allRules: readonly PathRules[] = ["unix", "macos", "windows"];

const judgeList = (items: readonly { path: string; kind: ItemKind }[], rules: PathRules) =>
  createManifest(
    items.map(({ path, kind }) => ({ path, kind, size: 0, modified: undefined, isExecutable: false })),
    rules,
  ).problem ?? "accepted";

describe("paths", () => {
  it("has vectors", () => expect(Math.min(file.paths.length, file.lists.length)).toBeGreaterThan(0));

  it("knows every member of its vectors", () => {
    expect(memberNames([file])).toEqual(["description", "lists", "paths"]);
    expect(memberNames(file.paths)).toEqual(["macos", "name", "path", "unix", "utf16", "windows"]);
    expect(memberNames(file.lists)).toEqual(["items", "macos", "name", "unix", "windows"]);
    expect(memberNames(file.lists.flatMap(({ items }) => items))).toEqual(["kind", "path"]);
  });

  it.each(file.paths)("$name", (vector) => {
    const path = textOf({ text: vector.path, utf16: vector.utf16 });
    for (const rules of allRules) {
      const result = safeRelativePathOf(path, rules);
      expect(result.problem ?? "accepted", rules).toBe(vector[rules]);
      expect(judgeList([{ path, kind: "file" }], rules), rules).toBe(vector[rules]);
      expect(result.path && componentsOf(result.path).join("/")).toBe(result.path);
    }
  });

  it.each(file.lists)("$name", (vector) => {
    for (const rules of allRules) {
      expect(judgeList(vector.items, rules), rules).toBe(vector[rules]);
      expect(judgeList(vector.items.toReversed(), rules), rules).toBe(vector[rules]);
    }
  });

  it("folds exactly what the engine's simple case folding joins", () => {
    for (let point = 0x41; point < 0x1_e944; point++) {
      const letter = String.fromCodePoint(point);
      const folded = foldPath(letter, "windows");
      if (/\p{Cs}/u.test(letter) || letter.normalize("NFC") !== letter) {
        continue;
      }

      const others = [...new Set([folded, letter.toLowerCase(), letter.toUpperCase()])].filter(
        (other) => Array.from(other).length === 1 && other !== letter,
      );
      for (const other of others) {
        const isOne = new RegExp(`^\\u{${point.toString(16)}}$`, "iu").test(other);
        expect(foldPath(other, "windows") === folded, `${point.toString(16)} and ${other}`).toBe(isOne);
      }
    }
  });

  it("a manifest knows where its files lie", () => {
    const items = [0, 5, 0, 3].map((size, place) => ({
      path: `${place}`,
      kind: "file" as const,
      size,
      modified: undefined,
      isExecutable: false,
    }));
    const { manifest } = createManifest(items, "unix");
    expect(manifest?.totalBytes).toBe(8);
    expect([0, 4, 5, 7, 8].map((position) => manifest?.itemAt(position))).toEqual([1, 1, 3, 3, 4]);
    expect([manifest?.startOf(3), manifest?.endOf(1)]).toEqual([5, 5]);
    expect([manifest?.fail(4), manifest?.fail(1), manifest?.isAllFailed(0, 5), manifest?.isAllFailed(0, 6)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });
});
