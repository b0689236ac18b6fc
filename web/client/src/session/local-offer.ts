import { StagedSink } from "../files/staged-sink.js";
import { openStaged } from "../files/staged-target.js";
import type { IncomingOffer, OfferItem } from "../incoming-offer.js";
import type { ReceiveTarget } from "../receive-target.js";
import { ShareError } from "../share-error.js";
import type { TransferKeeper } from "../state/transfer-keeper.js";
import { createManifest, type Manifest } from "../transfer/manifest.js";
import { reasons } from "../transfer/reasons.js";
import { maxStreamBytes } from "../transfer/transfer-limits.js";
import type { Transfer } from "../transfer-progress.js";
import type { IncomingTransfer } from "../transfers/incoming-transfer.js";
import { ProgressFeed } from "../transfers/progress-feed.js";
import type { SessionEvents } from "../transfers/session-events.js";
import { StreamSink } from "../transfers/stream-sink.js";
import { TextSink } from "../transfers/text-sink.js";
import type { TransferSink } from "../transfers/transfer-sink.js";

const unnamedStream = "received.bin";

/** An offer that runs here. */
export class LocalOffer implements IncomingOffer {
  readonly kind: IncomingOffer["kind"];
  readonly totalBytes: number | undefined;
  readonly items: readonly OfferItem[];
  readonly suggestedName: string;
  readonly cancelled: AbortSignal;
  readonly #transfer: IncomingTransfer;
  readonly #events: SessionEvents;
  readonly #keeper: TransferKeeper | undefined;
  #isAnswered = false;

  constructor(transfer: IncomingTransfer, events: SessionEvents, keeper: TransferKeeper | undefined) {
    this.#transfer = transfer;
    this.#events = events;
    this.#keeper = keeper;
    this.kind = transfer.terms.kind;
    this.totalBytes = transfer.terms.bytes;
    this.suggestedName = transfer.terms.name ?? "";
    this.cancelled = transfer.cancelled;
    this.items = (transfer.manifest?.items ?? []).map((item) => ({
      path: item.path,
      isFolder: item.kind === "folder",
      bytes: item.size,
      isExecutable: item.isExecutable,
      isHidden: item.path.split("/").some((part) => part.startsWith(".")),
    }));
  }

  accept(target: ReceiveTarget, options?: { readonly signal?: AbortSignal }): Transfer {
    this.#answer();
    const signal = options?.signal ?? new AbortController().signal;
    return new ProgressFeed(async (feed) => {
      try {
        const sink = await this.#openSink(target);
        return await this.#transfer.run(sink, feed, signal);
      } finally {
        this.#events.removeIncoming(this.#transfer);
      }
    });
  }

  async decline(): Promise<void> {
    this.#answer();
    this.#transfer.decline(reasons.declined);
    this.#events.removeIncoming(this.#transfer);
  }

  #answer(): void {
    if (this.#isAnswered) {
      throw new TypeError("This offer has been answered.");
    }

    this.#isAnswered = true;
  }

  async #openSink(target: ReceiveTarget): Promise<TransferSink> {
    try {
      return await this.#sinkFor(target);
    } catch (error) {
      this.#transfer.decline(error instanceof ShareError && error.code === "diskFull" ? reasons.space : reasons.unsupported);
      throw error;
    }
  }

  async #sinkFor(target: ReceiveTarget): Promise<TransferSink> {
    switch (target.kind) {
      case "text":
        return this.kind === "text" ? new TextSink() : unsuitable("This is not a text.", "Receive it as files.");
      case "stream":
        return this.kind === "files" && this.items.length !== 1
          ? unsuitable("Several files or a folder cannot go to one stream.", "Receive them as files.")
          : new StreamSink(target.stream, this.#transfer.manifest);
      default:
        return this.kind === "text" ? unsuitable("A text is no file.", "Receive it as text.") : this.#stage(target);
    }
  }

  async #stage(target: Extract<ReceiveTarget, { kind: "download" | "folder" }>): Promise<TransferSink> {
    const manifest = this.#manifestOf();
    const name = this.#transfer.id ?? crypto.randomUUID().replaceAll("-", "");
    const { bytes, placement } = await openStaged(target, name, this.totalBytes, this.kind === "stream");
    if (!bytes.isDurable || this.#keeper === undefined || this.#transfer.manifest === undefined || this.#transfer.id === undefined) {
      return new StagedSink(manifest, bytes, placement);
    }

    const extents = manifest.items.map((_, place) => manifest.startOf(place));
    const keeping = this.#keeper.keep({
      id: this.#transfer.id,
      isSending: false,
      manifest,
      extents,
      target: target.kind === "folder" ? "folder" : target.as,
      isAccepted: true,
      ...(target.kind === "folder" ? { folder: target.folder } : {}),
    });
    const kept = await keeping.catch(async (error: unknown) => {
      await bytes.remove();
      throw error;
    });
    this.#transfer.kept = kept;
    return new StagedSink(manifest, bytes, placement, kept, extents);
  }

  /** A stream becomes one file, named as its sender suggests if that is safe. Of unknown length: as long as can be. */
  #manifestOf(): Manifest {
    const known = this.#transfer.manifest;
    if (known !== undefined) {
      return known;
    }

    const size = this.totalBytes ?? maxStreamBytes;
    for (const path of [this.suggestedName, unnamedStream]) {
      const created =
        path === "" || path.includes("/")
          ? undefined
          : createManifest([{ path, kind: "file", size, modified: undefined, isExecutable: false }], "windows");
      if (created?.manifest !== undefined) {
        return created.manifest;
      }
    }

    throw new ShareError("internal", "The fixed name passes every rule.");
  }
}

function unsuitable(message: string, nextStep: string): never {
  throw new ShareError("targetUnsuitable", message, nextStep);
}
