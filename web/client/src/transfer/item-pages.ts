import type { ItemsMessage } from "./channel-message.js";
import type { TransferItem } from "./transfer-item.js";

// Escaped JSON takes at most 6 bytes for each UTF-16 unit; the rest of an item stays below 110 bytes.
const bytesPerCharacter = 6;
const bytesPerItem = 110;
const pageBytes = 100_000;

/** Cuts a list of items into messages that stay within the size of one; in order, together they hold every item once. */
export function* cutItemPages(transfer: number, items: readonly TransferItem[]): Generator<ItemsMessage, void, undefined> {
  let page: TransferItem[] = [];
  let bytes = 0;
  for (const item of items) {
    const itemBytes = item.path.length * bytesPerCharacter + bytesPerItem;
    if (page.length > 0 && bytes + itemBytes > pageBytes) {
      yield { type: "items", transfer, items: page };
      page = [];
      bytes = 0;
    }

    page.push(item);
    bytes += itemBytes;
  }

  if (page.length > 0) {
    yield { type: "items", transfer, items: page };
  }
}
