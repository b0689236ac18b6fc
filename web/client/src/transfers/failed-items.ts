import { escapeForPeople } from "../transfer/printable.js";
import type { FailedItem } from "../transfer-progress.js";

/** The files of a transfer that cannot be delivered, each once, however often it is said. */
export class FailedItems {
  readonly #items = new Map<string, FailedItem>();

  /** All of them, in the order in which they were found. */
  get all(): readonly FailedItem[] {
    return [...this.#items.values()];
  }

  /** @param reason From the other side or from here, not trusted. */
  add(path: string, reason: string): void {
    if (!this.#items.has(path)) {
      this.#items.set(path, { path, reason: escapeForPeople(reason) });
    }
  }

  /** A file that comes again has not failed. */
  remove(path: string): void {
    this.#items.delete(path);
  }
}
