import { ShareError } from "../share-error.js";
import type { Manifest } from "../transfer/manifest.js";
import type { Stored, TransferSink } from "./transfer-sink.js";

const nextStep = "What was written so far is not to be used. Ask the sender to send it again.";

/** Hands the bytes to a stream of the caller. */
export class StreamSink implements TransferSink {
  readonly #writer: WritableStreamDefaultWriter<Uint8Array>;
  readonly #manifest: Manifest | undefined;

  constructor(stream: WritableStream<Uint8Array>, manifest: Manifest | undefined) {
    this.#writer = stream.getWriter();
    this.#manifest = manifest;
  }

  async write(bytes: Uint8Array): Promise<void> {
    try {
      await this.#writer.ready;
      await this.#writer.write(bytes);
    } catch (error) {
      throw new ShareError("targetUnwritable", "What takes the bytes stopped taking them.", nextStep, error);
    }
  }

  continueWith(again: Manifest): Promise<undefined> {
    const [before] = this.#manifest?.items ?? [];
    const [now] = again.items;
    const isSame = before?.path === now?.path && before?.size === now?.size && before?.modified === now?.modified;
    return isSame
      ? Promise.resolve(undefined)
      : Promise.reject(
          new ShareError("sourceChanged", "The file changed on the sender's side, and what was written cannot be taken back.", nextStep),
        );
  }

  skipTo(): void {
    // Failed files leave a gap that nobody can see in a stream; `fail` has ended it before.
  }

  fail(): void {
    throw new ShareError("sourceChanged", "The file changed on the sender's side while it was sent.", nextStep);
  }

  async complete(): Promise<Stored> {
    try {
      await this.#writer.close();
      return { saved: [] };
    } catch (error) {
      throw new ShareError("targetUnwritable", "What takes the bytes stopped taking them.", nextStep, error);
    }
  }

  async close(): Promise<void> {
    this.#writer.abort().catch(() => {}); // Closed already when it is complete; else a write may be under way for as long as nobody reads.
  }
}
