import { finalIndexOf } from "./chunk-plan.js";
import type { Manifest } from "./manifest.js";
import type { TransferItem } from "./transfer-item.js";

/**
 * How much of a list of items that is offered again a receiver has already (docs/sealed-protocol.md section 7.4). Pure: what
 * is on the disk is told to it.
 */

/**
 * Whether a list may take the place of one that was accepted without asking again: nothing in it is new.
 * @param accepted What the person said yes to.
 * @param again What is offered now.
 */
export function isCovered(accepted: Manifest, again: Manifest): boolean {
  const places = placesOf(accepted);
  return again.items.every((item) => {
    const before = accepted.items[places.get(item.path) ?? -1];
    return before !== undefined && before.kind === item.kind && (!item.isExecutable || before.isExecutable);
  });
}

/**
 * Carries over which files have failed, and finds how many leading bytes of the new list are held.
 * @param before The list before, with its failed files.
 * @param stored Bytes of its stream that are stored, what was left out included.
 * @param again The list that is offered now. Files that failed before and are the same are marked in it.
 * @returns Leading bytes of the new list's stream that need not come again.
 */
export function findHeld(before: Manifest, stored: number, again: Manifest): number {
  const places = placesOf(before);
  const formerPlaces = again.items.map((item) => samePlace(before, places, item));
  for (const [item, place] of formerPlaces.entries()) {
    if (place !== undefined && before.failed.has(place)) {
      again.fail(item);
    }
  }

  let held = 0;
  for (const [number, item] of again.items.entries()) {
    const place = formerPlaces[number];
    if (item.kind === "folder") {
      continue;
    }

    if (place === undefined) {
      break;
    }

    const have = before.failed.has(place) ? item.size : Math.min(Math.max(stored - before.startOf(place), 0), item.size);
    held += have;
    if (have < item.size) {
      break;
    }
  }

  return held;
}

/**
 * The chunk to go on with.
 * @param held From {@link findHeld}.
 * @param totalBytes Bytes of the stream.
 * @param chunkBytes Bytes of a full chunk.
 */
export function chunkOf(held: number, totalBytes: number, chunkBytes: number): number {
  return Math.min(Math.floor(held / chunkBytes), finalIndexOf(totalBytes, chunkBytes));
}

/**
 * The list to offer again: what is as it was keeps its place, what is sent as it is now comes last.
 * @param items The list before.
 * @param changed By place in it: what has changed and is to be sent as it is now.
 */
export function offerAgain(items: readonly TransferItem[], changed: ReadonlyMap<number, TransferItem>): TransferItem[] {
  const moved = [...changed].sort(([one], [other]) => one - other).map(([, item]) => item);
  return [...items.filter((_, place) => !changed.has(place)), ...moved];
}

function placesOf(manifest: Manifest): Map<string, number> {
  return new Map(manifest.items.map((item, place) => [item.path, place]));
}

function samePlace(before: Manifest, places: ReadonlyMap<string, number>, item: TransferItem): number | undefined {
  const place = places.get(item.path);
  const former = place === undefined ? undefined : before.items[place];
  return former?.kind === item.kind && former.size === item.size && former.modified === item.modified ? place : undefined;
}
