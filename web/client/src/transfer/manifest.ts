import { foldPath } from "./path-folding.js";
import type { PathProblem } from "./path-problem.js";
import type { PathRules } from "./path-rules.js";
import { type SafeRelativePath, safeRelativePathOf, utf8Bytes } from "./safe-relative-path.js";
import type { ItemKind, TransferItem } from "./transfer-item.js";
import { maxPathBytesInAll, maxStreamBytes } from "./transfer-limits.js";

/** What comes of checking a list of items. `wrong`: the path that broke a rule, not escaped. */
export type ManifestResult =
  | { readonly manifest: Manifest; readonly problem?: undefined; readonly wrong?: undefined }
  | { readonly manifest?: undefined; readonly problem: PathProblem; readonly wrong: string };

/** The checked list of items of a transfer, and where each file lies in the stream. Made by {@link createManifest}. */
export class Manifest {
  /** The items, in the order of the stream. */
  readonly items: readonly TransferItem[];

  /** The checked path of each item. */
  readonly paths: readonly SafeRelativePath[];
  readonly #ends: readonly number[];
  readonly #failed = new Set<number>();

  /** @param ends Position in the stream behind the last byte of each item. */
  constructor(items: readonly TransferItem[], paths: readonly SafeRelativePath[], ends: readonly number[]) {
    this.items = items;
    this.paths = paths;
    this.#ends = ends;
  }

  /** Bytes of all files together: the length of the stream. */
  get totalBytes(): number {
    return this.#ends.at(-1) ?? 0;
  }

  /** Places of the files that their sender cannot deliver. */
  get failed(): ReadonlySet<number> {
    return this.#failed;
  }

  /** Position in the stream of the first byte of an item. */
  startOf(item: number): number {
    return item === 0 ? 0 : this.endOf(item - 1);
  }

  /**
   * Position in the stream behind the last byte of an item.
   * @throws RangeError when there is no such item.
   */
  endOf(item: number): number {
    const end = this.#ends[item];
    if (end === undefined) {
      throw new RangeError(`item: there is no item ${item}.`);
    }

    return end;
  }

  /** Notes that a file cannot be delivered; false when there is no such file. */
  fail(item: number): boolean {
    if (this.items[item]?.kind !== "file") {
      return false;
    }

    this.#failed.add(item);
    return true;
  }

  /** The first item that ends behind `position`, or the number of items. */
  itemAt(position: number): number {
    let low = 0;
    let high = this.#ends.length;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.endOf(middle) > position) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }

    return low;
  }

  /** Whether every byte from `from` up to, not including, `to` belongs to failed files. */
  isAllFailed(from: number, to: number): boolean {
    for (let item = this.itemAt(from); from < to && item < this.items.length && this.startOf(item) < to; item++) {
      if ((this.items[item]?.size ?? 0) > 0 && !this.#failed.has(item)) {
        return false;
      }
    }

    return to <= this.totalBytes;
  }
}

/**
 * Checks all items against docs/sealed-protocol.md section 8.
 * @param items From the other side, or of one's own.
 * @param rules Which system they must be safe on.
 */
export function createManifest(items: readonly TransferItem[], rules: PathRules): ManifestResult {
  const paths: SafeRelativePath[] = [];
  const ends: number[] = [];
  let position = 0;
  let pathBytes = 0;
  for (const item of items) {
    const { path, problem } = safeRelativePathOf(item.path, rules);
    if (path === undefined) {
      return { problem, wrong: item.path };
    }

    position += item.size;
    pathBytes += utf8Bytes(path);
    if (position > maxStreamBytes || pathBytes > maxPathBytesInAll) {
      return { problem: "tooLong", wrong: item.path };
    }

    paths.push(path);
    ends.push(position);
  }

  const wrong = findCollision(items, rules);
  return wrong === undefined ? { manifest: new Manifest(items, paths, ends) } : { problem: "collision", wrong };
}

function findCollision(items: readonly TransferItem[], rules: PathRules): string | undefined {
  const kinds = new Map<string, ItemKind>();
  for (const { path, kind } of items) {
    const folded = foldPath(path, rules);
    if (kinds.has(folded)) {
      return path;
    }

    kinds.set(folded, kind);
  }

  // Every folder above an item may be listed as a folder, never as a file.
  const checked = new Set<string>();
  for (const { path } of items) {
    const folded = foldPath(path, rules);
    for (let slash = folded.lastIndexOf("/"); slash > 0; slash = folded.lastIndexOf("/", slash - 1)) {
      const folder = folded.slice(0, slash);
      if (checked.has(folder)) {
        break;
      }

      checked.add(folder);
      if (kinds.get(folder) === "file") {
        return path;
      }
    }
  }

  return undefined;
}
