import { delay, Pulse } from "../connection/waiting.js";
import type { Manifest } from "../transfer/manifest.js";
import type { Transfer, TransferProgress, TransferSummary } from "../transfer-progress.js";

// People do not see more steps than this.
const intervalMilliseconds = 100;

/** A transfer as its user sees it: turns positions in the stream into steps, the newest to whoever looks. */
export class ProgressFeed implements Transfer {
  readonly summary: Promise<TransferSummary>;
  readonly #pulse = new Pulse();
  #newest: TransferProgress | undefined;
  #isOver = false;
  #manifest: Manifest | undefined;
  #totalBytes: number | undefined;
  #filesBefore: readonly number[] = [];

  /** @param run Does the transfer, and tells the feed of it. */
  constructor(run: (feed: ProgressFeed) => Promise<TransferSummary>) {
    this.summary = Promise.resolve().then(() => run(this));
    this.summary
      .catch(() => {})
      .finally(() => {
        this.#isOver = true;
        this.#pulse.beat();
      });
  }

  /** What the positions belong to from now on. */
  describe(manifest: Manifest | undefined, totalBytes: number | undefined): void {
    this.#manifest = manifest;
    this.#totalBytes = totalBytes;
    let files = 0;
    this.#filesBefore = [0, ...(manifest?.items ?? []).map((item) => (item.kind === "file" ? ++files : files))];
  }

  /** The receiver has stored the stream up to here. */
  report(written: number): void {
    if (this.#newest?.confirmedBytes !== written) {
      this.#newest = this.#manifest === undefined ? this.#ofOne(written) : this.#ofMany(written, this.#manifest);
      this.#pulse.beat();
    }
  }

  async *[Symbol.asyncIterator](): AsyncIterator<TransferProgress> {
    let shown: TransferProgress | undefined;
    for (;;) {
      const next = this.#pulse.next;
      const isOver = this.#isOver;
      if (this.#newest !== undefined && this.#newest !== shown) {
        shown = this.#newest;
        yield shown;
      } else if (isOver) {
        return;
      } else {
        await next;
        continue;
      }

      if (!isOver) {
        await Promise.race([delay(intervalMilliseconds), this.summary.catch(() => {})]);
      }
    }
  }

  #ofOne(written: number): TransferProgress {
    const isDone = written === this.#totalBytes;
    return {
      confirmedBytes: written,
      totalBytes: this.#totalBytes,
      confirmedItems: isDone ? 1 : 0,
      totalItems: 1,
      currentItem: undefined,
      currentBytes: 0,
    };
  }

  #ofMany(written: number, manifest: Manifest): TransferProgress {
    const current = manifest.itemAt(written);
    const isDone = current === manifest.items.length;
    return {
      confirmedBytes: written,
      totalBytes: this.#totalBytes,
      confirmedItems: this.#filesBefore[current] ?? 0,
      totalItems: this.#filesBefore.at(-1) ?? 0,
      currentItem: isDone ? undefined : current,
      currentBytes: isDone ? 0 : written - manifest.startOf(current),
    };
  }
}
