import { ShareError } from "../share-error.js";
import type { Stored, TransferSink } from "./transfer-sink.js";

/** Collects a text, whose length the protocol bounds. */
export class TextSink implements TransferSink {
  readonly #decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  #text = "";

  write(bytes: Uint8Array): Promise<void> {
    this.#text += this.#decode(() => this.#decoder.decode(bytes, { stream: true }));
    return Promise.resolve();
  }

  continueWith(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  skipTo(): void {
    throw new ShareError("peerBroken", "The other side left out a part of a text.");
  }

  fail(): void {
    throw new ShareError("peerBroken", "The other side spoke of a file in a text.");
  }

  complete(): Promise<Stored> {
    this.#text += this.#decode(() => this.#decoder.decode());
    return Promise.resolve({ saved: [], text: this.#text });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #decode(what: () => string): string {
    try {
      return what();
    } catch (error) {
      throw new ShareError("peerBroken", "What the other side sent as text is not text.", "", error);
    }
  }
}
