import type { StagedJournal } from "../files/staged-sink.js";
import type { Manifest } from "../transfer/manifest.js";
import type { KeptTransfer } from "./kept-transfer.js";
import { deleteRecord, putRecord } from "./transfer-database.js";
import type { TransferLock } from "./transfer-lock.js";
import type { TransferRecord } from "./transfer-record.js";

/** The record of one unfinished transfer, held by this page alone. Writes go to the database one after the other. */
export class KeptRecord implements KeptTransfer, StagedJournal {
  readonly #lock: TransferLock;
  #record: TransferRecord;
  #writing: Promise<void> = Promise.resolve();
  #isOver = false;

  constructor(record: TransferRecord, lock: TransferLock) {
    this.#record = record;
    this.#lock = lock;
  }

  get id(): string {
    return this.#record.id;
  }

  get isAccepted(): boolean {
    return this.#record.isAccepted;
  }

  get record(): TransferRecord {
    return this.#record;
  }

  accept(): void {
    if (!this.#record.isAccepted) {
      this.#update({ isAccepted: true });
    }
  }

  note(stored: number): void {
    this.#update({ stored });
  }

  onStored(stored: number): void {
    this.#update({ stored });
  }

  onReplaced(manifest: Manifest, extents: readonly number[], stored: number): void {
    this.#update({ items: manifest.items, extents, stored, failed: [...manifest.failed] });
  }

  onFailed(item: number): void {
    this.#update({ failed: [...this.#record.failed, item] });
  }

  async erase(): Promise<void> {
    if (this.#isOver) {
      return;
    }

    this.#isOver = true;
    await this.#writing;
    await deleteRecord(this.id).catch(() => {}); // It expires.
    this.#lock.release();
  }

  async release(): Promise<void> {
    if (!this.#isOver) {
      this.#isOver = true;
      await this.#writing;
      this.#lock.release();
    }
  }

  #update(change: Partial<TransferRecord>): void {
    if (!this.#isOver) {
      this.#record = { ...this.#record, ...change };
      const record = this.#record;

      // A database that fails may lose progress; what it says stays true.
      this.#writing = this.#writing.then(() => putRecord(record)).catch(() => {});
    }
  }
}
